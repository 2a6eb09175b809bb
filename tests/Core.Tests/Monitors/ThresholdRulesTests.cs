using System.Text.Json;
using LlmMonitor.Core.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Monitors;

public sealed class ThresholdRulesTests
{
    [Fact]
    public void What_is_not_named_is_the_class_s_and_null_is_off()
    {
        var (thresholds, faults) = ThresholdRules.Read(
            "answers",
            JsonElement.Parse("""{"class":"coding","ttft_p95_seconds":2.5,"error_rate":null,"silence_minutes":20}""")
        );
        Assert.Empty(faults);
        Assert.Equal(
            EndpointThresholds.OfClass(EndpointClass.Coding) with
            {
                TtftP95Seconds = 2.5,
                ErrorRate = null,
                SilenceMinutes = 20,
            },
            thresholds
        );
    }

    [Theory]
    [InlineData("nightly-batch", EndpointClass.Batch)]
    [InlineData("Coding", EndpointClass.Coding)]
    [InlineData("search", EndpointClass.Chat)]
    public void The_name_says_the_class_where_nothing_else_does(string endpoint, EndpointClass kind) =>
        Assert.Equal(EndpointThresholds.OfClass(kind), ThresholdRules.Read(endpoint, JsonElement.Parse("{}")).Thresholds);

    [Theory]
    [InlineData("""{"class":"fast"}""", "class")]
    [InlineData("""{"class":7}""", "class")]
    [InlineData("""{"ttft_p95_seconds":0}""", "ttft_p95_seconds")]
    [InlineData("""{"ttft_p95_seconds":"2"}""", "ttft_p95_seconds")]
    [InlineData("""{"error_rate":5}""", "error_rate")]
    [InlineData("""{"silence_minutes":3}""", "silence_minutes")]
    [InlineData("""{"silence_minutes":10.5}""", "silence_minutes")]
    [InlineData("""{"silence_minutes":500}""", "silence_minutes")]
    [InlineData("""{"p95":1}""", "p95")]
    [InlineData("3", "")]
    public void A_fault_is_named(string json, string field) =>
        Assert.Equal(field, Assert.Single(ThresholdRules.Read("chat", JsonElement.Parse(json)).Faults).Field);
}
