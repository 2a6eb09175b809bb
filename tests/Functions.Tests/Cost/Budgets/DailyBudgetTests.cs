using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Cost.Budgets;

/// <summary>What the cost report of a day is set against. gpt-4o costs $2.50 a million input tokens.</summary>
public sealed class DailyBudgetTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    [Fact] // C11
    public async Task A_day_is_set_against_the_lowest_daily_limit_of_the_whole_project()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync(
            new
            {
                request_id = "a",
                model = "gpt-4o",
                input_tokens = 100_000,
            }
        );
        Assert.Null((await tenant.ReportAsync("/reports/cost"))["budget"]);

        await PutAsync("of-users", "user", "day", "0.10");
        await PutAsync("of-an-hour", "project", "hour", "0.20");
        Assert.Null((await tenant.ReportAsync("/reports/cost"))["budget"]);

        await PutAsync("of-the-day", "project", "day", "1.00");
        await PutAsync("higher", "project", "day", "2.00");
        Assert.Equal("""{"limit_usd":"1","used_ratio":0.25}""", (await tenant.ReportAsync("/reports/cost"))["budget"]!.ToJsonString());

        var settings = await tenant.AskAsync(HttpMethod.Put, $"/projects/{tenant.Id}/settings", """{"daily_budget_usd":"0.50"}""");
        Assert.Equal(200, settings.Status);
        Assert.Equal("""{"limit_usd":"0.5","used_ratio":0.5}""", (await tenant.ReportAsync("/reports/cost"))["budget"]!.ToJsonString());

        async Task PutAsync(string name, string scope, string window, string limit)
        {
            var answer = await tenant.AskAsync(
                HttpMethod.Put,
                $"/budgets/{name}",
                new
                {
                    scope,
                    window,
                    limit_usd = limit,
                }
            );
            Assert.Equal(200, answer.Status);
        }
    }
}
