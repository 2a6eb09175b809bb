using System.Text.Json;
using LlmMonitor.Core.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Monitors;

public sealed class AlertRuleTextTests
{
    [Theory]
    [InlineData("""{"measure":"spend_usd","group_by":"user","window":"60m","above":"1.00"}""")]
    [InlineData("""{"measure":"spend_usd","group_by":"feature","window":"hour","above_ratio":3,"days":14,"severity":"critical"}""")]
    [InlineData("""{"measure":"error_rate","group_by":"model","match":{"endpoint":"chat","origin":"user"},"window":"15m","above":0.1}""")]
    [InlineData("""{"measure":"calls","window":"30m","below":1,"match":{"prompt_version":"v2"},"min_samples":0}""")]
    [InlineData("""{"measure":"unpriced_calls","window":"day","above":0,"match":{"user":"u42"}}""")]
    public void What_is_written_reads_as_the_same_rule(string json)
    {
        var (rule, faults) = AlertRuleText.Read("a-rule", JsonElement.Parse(json));
        Assert.Empty(faults);
        var (again, _) = AlertRuleText.Read("a-rule", JsonElement.Parse(AlertRuleText.Write(rule!).ToJsonString()));
        Assert.Equal(rule, again);
    }

    [Theory]
    [InlineData("a/b", """{"measure":"calls","window":"5m","above":1}""", "name")]
    [InlineData("a", """{"measure":"cost","window":"5m","above":1}""", "measure")]
    [InlineData("a", """{"window":"5m","above":1}""", "measure")]
    [InlineData("a", """{"measure":"calls","window":"90m","above":1}""", "window")]
    [InlineData("a", """{"measure":"calls","above":1}""", "window")]
    [InlineData("a", """{"measure":"calls","window":"5m"}""", "above")]
    [InlineData("a", """{"measure":"calls","window":"5m","above":1,"below":2}""", "above")]
    [InlineData("a", """{"measure":"calls","window":"5m","above":"-1"}""", "above")]
    [InlineData("a", """{"measure":"calls","window":"5m","above":"1,5"}""", "above")]
    [InlineData("a", """{"measure":"calls","window":"5m","above_ratio":3,"days":3}""", "days")]
    [InlineData("a", """{"measure":"calls","window":"5m","above":3,"days":7}""", "days")]
    [InlineData("a", """{"measure":"calls","window":"day","below":3}""", "window")]
    [InlineData("a", """{"measure":"calls","window":"day","above_ratio":3}""", "window")]
    [InlineData("a", """{"measure":"error_rate","window":"5m","above":5}""", "above")]
    [InlineData("a", """{"measure":"errors","group_by":"user","window":"5m","above":5}""", "measure")]
    [InlineData("a", """{"measure":"calls","group_by":"user","match":{"feature":"x"},"window":"5m","above":5}""", "match")]
    [InlineData("a", """{"measure":"calls","match":{"colour":"x"},"window":"5m","above":5}""", "match.colour")]
    [InlineData("a", """{"measure":"calls","match":{"origin":"x"},"window":"5m","above":5}""", "match.origin")]
    [InlineData("a", """{"measure":"calls","window":"5m","above":5,"severity":"ok"}""", "severity")]
    [InlineData("a", """{"measure":"calls","window":"5m","above":5,"min_samples":-1}""", "min_samples")]
    [InlineData("a", """{"measure":"calls","window":"5m","above":5,"wurst":1}""", "wurst")]
    [InlineData("a", "[]", "")]
    public void A_fault_is_named(string name, string json, string field)
    {
        var (rule, faults) = AlertRuleText.Read(name, JsonElement.Parse(json));
        Assert.Null(rule);
        Assert.Equal(field, Assert.Single(faults).Field);
    }

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var (_, faults) = AlertRuleText.Read(
            "",
            JsonElement.Parse("""{"measure":1,"window":"x","match":3,"above":"y","min_samples":"z"}""")
        );
        Assert.Equal(["above", "match", "measure", "min_samples", "name", "window"], faults.Select(fault => fault.Field).Order());
    }
}
