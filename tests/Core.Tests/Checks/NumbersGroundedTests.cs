using Xunit;
using static LlmMonitor.Core.Tests.Checks.Checking;

namespace LlmMonitor.Core.Tests.Checks;

public class NumbersGroundedTests
{
    [Theory]
    [InlineData("revenue of 1,234,567", "1.234.567", null, "pass")]
    [InlineData("revenue of 1,234,567", "1 234 567", null, "pass")]
    [InlineData("revenue of 1,234,567", "1.2 million", null, "pass")]
    [InlineData("revenue of 1,234,567", "1.3 million", null, "fail")]
    [InlineData("12,34,567 rupees", "1234567", null, "pass")]
    [InlineData("a share of 0.125", "12.5 %", null, "pass")]
    [InlineData("a share of 12.5 percent", "0.125", null, "pass")]
    [InlineData("34.6 kg", "about 35 kg", null, "pass")]
    [InlineData("34.6 kg", "35 kg", null, "fail")]
    [InlineData("total 33.92", "33.90", null, "fail")]
    [InlineData("1.234 pieces", "1234 pieces", null, "pass")]
    [InlineData("1,234 pieces", "1.234 pieces", "de-DE", "pass")]
    [InlineData("42 rows", "1. First\n2. Second: 42 rows [3], three of 5", null, "pass")]
    [InlineData("42 rows", "5 of them", null, "n/a")]
    [InlineData("42 rows", "GPT-4 at 10:30, version 1.2.3", null, "n/a")]
    [InlineData("42 rows", "43 rows", null, "fail")]
    [InlineData(null, "43 rows", null, "n/a")]
    public void Each_number_of_an_output_stands_in_its_source(string? source, string output, string? locale, string expected)
    {
        var result = Run(Of("numbers_grounded"), output, source, locale);
        Assert.True(Word(result) == expected, $"{Word(result)}: {result.Detail}");
    }

    [Theory]
    [InlineData("TOTAL RM 33.90", "RM33.90", null, "pass")]
    [InlineData("TOTAL RM 33.90", "The total is 33,90 RM.", null, "pass")]
    [InlineData("TOTAL 33.90", "€33.90", null, "pass")]
    [InlineData("TOTAL RM 33.90", "$33.90", null, "fail")]
    [InlineData("a fee of $1.2 billion", "$1.2 million", null, "fail")]
    [InlineData("a fee of $1.2 billion", "US$ 1,200,000,000", null, "pass")]
    [InlineData("1.234,56 EUR", "€1,234.56", "en-US", "pass")]
    [InlineData("€1,234", "1.234 €", "de-DE", "pass")]
    [InlineData("€1,234", "1.234 €", "en-US", "fail")]
    [InlineData("1,5 Mio. Euro", "€1.5M", null, "pass")]
    [InlineData("CHF 1'234.50", "1234.50 CHF", null, "pass")]
    [InlineData("RM 33.90", "33.90 in all", null, "n/a")]
    public void Each_amount_of_an_output_stands_in_its_source(string source, string output, string? locale, string expected)
    {
        var result = Run(Of("amounts_grounded"), output, source, locale);
        Assert.True(Word(result) == expected, $"{Word(result)}: {result.Detail}");
    }

    [Theory]
    [InlineData(
        "a fee of $1.2 billion",
        "$1.2 million",
        "output says $1.2 million, no source does; source says $1.2 billion: the same digits at another scale"
    )]
    [InlineData("TOTAL RM 33.90", "$33.90", "output says $33.90, source says RM 33.90: the currency differs")]
    public void A_wrong_amount_says_what_the_source_has(string source, string output, string detail) =>
        Assert.Equal(detail, Run(Of("amounts_grounded"), output, source).Detail);
}
