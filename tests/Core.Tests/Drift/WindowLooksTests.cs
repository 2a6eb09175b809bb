using LlmMonitor.Core.Drift;
using Xunit;

namespace LlmMonitor.Core.Tests.Drift;

public class WindowLooksTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(80)]
    public void A_window_says_since_when_its_outputs_are_new(int before)
    {
        var dice = new Random(before);
        var window = new StreamWindow();
        for (var i = 0; i < 200; i++)
            window.AddToBaseline(Output($"b{i}", i, Old(dice)));
        for (var i = 0; i < 100; i++)
            window.Add(Output($"c{i}", 200 + i, i < before ? Old(dice) : New(dice)));
        var look = WindowLooks.Take(window, 10_000, seed: 1)!;
        Assert.InRange((look.Since - Start).TotalMinutes, 200 + before - 4, 200 + before + 4);
    }

    private static string Old(Random dice) =>
        $"The invoice is due. {string.Concat(Enumerable.Repeat("Pay it in time. ", dice.Next(1, 6)))}";

    private static string New(Random dice) =>
        $"Sure! Here is what I found: {string.Concat(Enumerable.Repeat("\n- an item", dice.Next(1, 6)))}";

    private static WindowOutput Output(string id, int minute, string text) =>
        new(id, null, Start.AddMinutes(minute), null, OutputShape.Of(text).Pack(), null, null, null);
}
