using LlmMonitor.Core.Text;
using Xunit;

namespace LlmMonitor.Core.Tests.Text;

public class CalendarBlindTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("due 2026-11-23, 12.50 EUR", "due 0000-00-00, 00.00 EUR")]
    [InlineData("On 3 September 2026.", "On 0 mmm 0000.")]
    [InlineData("Le 14 février; el 2 de noviembre; am 1. März", "Le 00 mmm; el 0 de mmm; am 0. mmm")]
    [InlineData("It may rain in May.", "It may rain in mmm.")]
    [InlineData("٢٣", "00")]
    public void Figures_and_months_are_made_the_same(string text, string blind) => Assert.Equal(blind, Blind(text));

    [Fact]
    public void No_month_makes_a_text_longer()
    {
        foreach (var month in "jan mai июн kas apr".Split(' '))
            Assert.True(Blind(month).Length <= month.Length, month);
    }

    private static string Blind(string text)
    {
        var into = new char[text.Length];
        return new string(into, 0, CalendarBlind.Write(text, into));
    }
}
