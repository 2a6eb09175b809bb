using LlmMonitor.Functions.Incidents;
using Xunit;

namespace LlmMonitor.Functions.Tests.Incidents;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("req-1", "req-1")]
    [InlineData("", "")]
    [InlineData("=HYPERLINK(\"http://e.example\")", "\"'=HYPERLINK(\"\"http://e.example\"\")\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public void A_field_is_quoted_and_never_a_formula(string text, string field) => Assert.Equal(field, CsvText.Field(text));
}
