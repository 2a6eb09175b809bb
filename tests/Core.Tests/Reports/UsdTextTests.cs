using LlmMonitor.Core.Money;
using LlmMonitor.Core.Reports;
using Xunit;

namespace LlmMonitor.Core.Tests.Reports;

public sealed class UsdTextTests
{
    [Theory]
    [InlineData("0", "$0.00")]
    [InlineData("12.34", "$12.34")]
    [InlineData("1234567.891", "$1,234,567.89")]
    [InlineData("0.125", "$0.13")]
    [InlineData("0.1", "$0.10")]
    [InlineData("0.0999", "$0.10")]
    [InlineData("0.05", "$0.05")]
    [InlineData("0.0142", "$0.014")]
    [InlineData("0.00416", "$0.0042")]
    [InlineData("0.0000045", "$0.0000045")] // C9: no small amount reads as 0
    [InlineData("0.000000000001", "$0.000000000001")]
    [InlineData("-3.5", "-$3.50")]
    public void An_amount_reads_as_people_write_it(string usd, string text) => Assert.Equal(text, UsdText.Of(PicoUsd.Parse(usd)));

    [Theory]
    [InlineData("1.2", "+$1.20")]
    [InlineData("-1.2", "-$1.20")]
    [InlineData("0", "$0.00")]
    public void A_difference_shows_its_sign(string usd, string text) => Assert.Equal(text, UsdText.WithSign(PicoUsd.Parse(usd)));

    [Theory]
    [InlineData(0, "0%")]
    [InlineData(0.001, "<1%")]
    [InlineData(0.444, "44%")]
    [InlineData(12.34, "1,234%")]
    public void A_share_that_is_something_is_not_zero(double ratio, string text) => Assert.Equal(text, UsdText.Percent(ratio));
}
