using LlmMonitor.Core.Money;
using LlmMonitor.Core.Reports;
using LlmMonitor.Functions.Reports.Daily;
using SkiaSharp;
using Xunit;

namespace LlmMonitor.Functions.Tests.Reports;

public sealed class HourChartTests
{
    [Theory]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(25)]
    public void The_picture_has_a_bar_for_each_hour_and_a_line_for_the_mean(int count)
    {
        var start = DateTimeOffset.Parse("2026-11-23T00:00:00+01:00");
        var hours = Enumerable
            .Range(0, count)
            .Select(i => new HourCost(start.AddHours(i), PicoUsd.FromUsd(5), 1, PicoUsd.FromUsd(2)))
            .ToList();
        var chart = HourChart.Draw(hours)!;
        using var picture = SKBitmap.Decode(chart.Png);
        Assert.Equal((992, 320), (picture.Width, picture.Height));
        Assert.Equal(PicoUsd.FromUsd(6), chart.AxisTop);
        for (var i = 0; i < count; i++)
        {
            var middle = (int)((i + 0.5) * picture.Width / count);
            Assert.Equal(SKColor.Parse("#3B76C8"), picture.GetPixel(middle, 300));
            Assert.Equal(SKColor.Parse("#E08A1E"), picture.GetPixel(middle, 320 * 4 / 6));
            Assert.Equal(0, picture.GetPixel(middle, 20).Alpha);
        }
    }

    [Fact]
    public void Where_nothing_cost_anything_there_is_no_picture() =>
        Assert.Null(HourChart.Draw([new HourCost(DateTimeOffset.UnixEpoch, PicoUsd.Zero, 3, null)]));

    [Theory]
    [InlineData("0.000000000001", "0.000000000001")]
    [InlineData("0.0042", "0.006")]
    [InlineData("1", "1")]
    [InlineData("1.01", "2")]
    [InlineData("4.85", "6")]
    [InlineData("8.01", "10")]
    [InlineData("123456", "200000")]
    public void The_axis_ends_at_a_plain_number(string highest, string top) =>
        Assert.Equal(PicoUsd.Parse(top), HourChart.RoundUp(PicoUsd.Parse(highest)));
}
