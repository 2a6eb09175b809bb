using System.Text.Json;
using LlmMonitor.Core.Projects;
using Xunit;

namespace LlmMonitor.Core.Tests.Projects;

public sealed class SettingsRulesTests
{
    [Fact]
    public void The_defaults_are_good() => Assert.Empty(SettingsRules.Check(new()));

    [Theory]
    [InlineData("""{"zone":"Mars/Olympus"}""", "zone")]
    [InlineData("""{"zone":""}""", "zone")]
    [InlineData("""{"zone":null}""", "zone")]
    [InlineData("""{"zone":"../../../etc/localtime"}""", "zone")]
    [InlineData("""{"texts":"some"}""", "texts")]
    [InlineData("""{"texts":1}""", "texts")]
    [InlineData("""{"retention_days":0}""", "retention_days")]
    [InlineData("""{"retention_days":3651}""", "retention_days")]
    [InlineData("""{"retention_days":1.5}""", "retention_days")]
    [InlineData("""{"retention_days":"30"}""", "retention_days")]
    [InlineData("""{"report_hour":24}""", "report_hour")]
    [InlineData("""{"report_hour":-1}""", "report_hour")]
    [InlineData("""{"daily_budget_usd":-0.01}""", "daily_budget_usd")]
    [InlineData("""{"daily_budget_usd":"much"}""", "daily_budget_usd")]
    [InlineData("""{"daily_budget_usd":"1000000000.01"}""", "daily_budget_usd")]
    [InlineData("""{"show_user_ids":"yes"}""", "show_user_ids")]
    [InlineData("""{"report_recipients":"a@b.example"}""", "report_recipients")]
    [InlineData("""{"report_recipients":null}""", "report_recipients")]
    [InlineData("""{"report_recipients":["a@b.example","nobody"]}""", "report_recipients[1]")]
    [InlineData("""{"report_recipients":[null]}""", "report_recipients[0]")]
    [InlineData("""{"report_recipients":["a@b.example\r\nBcc: c@d.example"]}""", "report_recipients[0]")]
    [InlineData("""{"report_recipients":["a@b@c.example"]}""", "report_recipients[0]")]
    [InlineData("""[]""", "")]
    public void A_fault_names_its_field(string patch, string field) => Assert.Equal(field, Assert.Single(Merge(new(), patch).Faults).Field);

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var faults = Merge(new(), """{"zone":"Nowhere","texts":"some","retention_days":0,"report_hour":24,"daily_budget_usd":-1}""").Faults;

        Assert.Equal(["texts", "zone", "retention_days", "report_hour", "daily_budget_usd"], faults.Select(fault => fault.Field));
        Assert.Contains("full, redacted, none", faults[0].Message);
    }

    [Fact]
    public void Only_named_fields_change_and_unknown_ones_are_passed_over()
    {
        var before = new ProjectSettings
        {
            Zone = "Europe/Berlin",
            RetentionDays = 30,
            ReportRecipients = ["ops@example.com"],
        };

        var (after, faults) = Merge(
            before,
            """{"texts":"none","daily_budget_usd":"12.50","id":"other","pseudonym_key":"AAAA","from_the_future":{"x":1}}"""
        );

        Assert.Empty(faults);
        Assert.Equal(["ops@example.com"], after.ReportRecipients);
        Assert.Equal(
            before with
            {
                Texts = TextKeeping.None,
                DailyBudgetUsd = 12.50m,
                ReportRecipients = after.ReportRecipients,
                JudgeRates = after.JudgeRates,
            },
            after
        );
    }

    [Fact]
    public void Rates_of_the_judge_are_shares_by_endpoint()
    {
        var (after, faults) = Merge(new(), """{"judge_rates":{"chat":0.05}}""");
        Assert.Empty(faults);
        Assert.Equal(0.05, after.JudgeRates["chat"]);
        Assert.Equal("judge_rates.chat", Assert.Single(Merge(new(), """{"judge_rates":{"chat":1.5}}""").Faults).Field);
        Assert.Contains(
            "object of endpoints",
            Assert.Single(Merge(new(), """{"judge_rates":[1]}""").Faults).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_budget_can_be_taken_back() =>
        Assert.Null(Merge(new() { DailyBudgetUsd = 1 }, """{"daily_budget_usd":null}""").Settings.DailyBudgetUsd);

    private static SettingsMerge Merge(ProjectSettings before, string patch) =>
        SettingsRules.Merge(before, JsonDocument.Parse(patch).RootElement);
}
