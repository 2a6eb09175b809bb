using System.Globalization;
using System.Text.Json.Nodes;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Cost;

/// <summary>What the cost report promises, on either body of the storage. gpt-4o costs $2.50 and $10 a million tokens, gpt-4o-mini $0.15 and $0.60.</summary>
public abstract class CostContract(AppFixture app)
{
    [Fact] // C9, C10
    public async Task Breakdowns_sum_to_the_total_to_the_last_digit_with_a_place_for_what_has_no_name()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync([
            .. Enumerable
                .Range(0, 60)
                .Select(i => new
                {
                    request_id = $"r{i}",
                    timestamp = tenant.Now.AddMinutes(-13 * i),
                    model = i % 2 == 0 ? "gpt-4o" : "gpt-4o-mini",
                    input_tokens = 1 + 7 * i,
                    output_tokens = i,
                    feature = i % 3 == 0 ? null : $"f{i % 3}",
                    user_id = i % 5 == 0 ? null : $"u{i % 23}",
                    origin = i % 7 == 0 ? "judge" : "user",
                }),
        ]);
        var report = await tenant.ReportAsync($"/reports/cost?from={tenant.Now.AddDays(-1).UtcDateTime:O}");

        var expected = Enumerable
            .Range(0, 60)
            .Sum(i => (i % 2 == 0 ? 2.5m * (1 + 7 * i) + 10m * i : 0.15m * (1 + 7 * i) + 0.6m * i) / 1_000_000m);
        Assert.Equal((expected, 60), (Usd(report["total_usd"]), report["n_calls"]!.GetValue<int>()));
        foreach (var by in (string[])["by_model", "by_feature", "by_user", "by_hour", "by_origin"])
        {
            var shares = report[by]!.AsArray();
            Assert.Equal(
                (expected, 60),
                (shares.Sum(share => Usd(share!["cost_usd"])), shares.Sum(share => share!["n_calls"]!.GetValue<int>()))
            );
        }
        Assert.Contains("(none)", Keys(report, "by_feature"));
        Assert.Equal(["(none)", "(other)"], Keys(report, "by_user").Where(key => key.StartsWith('(')));
        Assert.Equal(12, Keys(report, "by_user").Count());
    }

    [Fact] // C9
    public async Task A_cost_far_below_a_cent_is_shown_in_full()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync(
            new
            {
                request_id = "a",
                model = "gpt-4o-mini",
                input_tokens = 30,
            }
        );
        Assert.Equal("\"0.0000045\"", (await tenant.ReportAsync("/reports/cost"))["total_usd"]!.ToJsonString());
        Assert.Equal("0.0000045", (await tenant.GetAsync("/calls/a"))["cost_usd"]);
    }

    [Fact] // C1
    public async Task A_model_without_a_price_is_counted_and_named_and_never_free()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync(
            new
            {
                request_id = "a",
                model = "home-made-7b",
                input_tokens = 1000,
            },
            new
            {
                request_id = "b",
                model = "gpt-4o",
                input_tokens = 1000,
            },
            new { request_id = "c", model = "gpt-4o" }
        );
        var report = await tenant.ReportAsync("/reports/cost");
        Assert.Equal(("0.0025", 3), (report["total_usd"]!.ToString(), report["n_calls"]!.GetValue<int>()));
        Assert.Equal("""{"n_calls":2,"models":["gpt-4o","home-made-7b"]}""", report["unpriced"]!.ToJsonString());
        var call = await tenant.GetAsync("/calls/a");
        Assert.Null(call["cost_usd"]);
        Assert.NotNull(call["unpriced_reason"]);
    }

    [Fact] // L9
    public async Task A_stream_that_broke_off_costs_what_it_had_used()
    {
        var tenant = await app.TenantAsync();
        var error = new { type = "cancelled" };
        await tenant.TakeAndFoldAsync(
            new
            {
                request_id = "a",
                model = "gpt-4o",
                input_tokens = 1000,
                output_tokens = 20,
                error,
            },
            new
            {
                request_id = "b",
                model = "gpt-4o",
                error,
            }
        );
        var report = await tenant.ReportAsync("/reports/cost");
        Assert.Equal(("0.0027", 2), (report["total_usd"]!.ToString(), report["n_calls"]!.GetValue<int>()));
    }

    [Fact] // C16
    public async Task Users_are_shown_under_pseudonyms_unless_the_project_says_otherwise()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync(
            new
            {
                request_id = "a",
                model = "gpt-4o",
                input_tokens = 1,
                user_id = "ann@example.org",
            }
        );
        var hidden = (await tenant.GetAsync("/reports/cost")).Text;
        Assert.DoesNotContain("ann@", hidden, StringComparison.Ordinal);
        Assert.Matches("\"user-[a-z2-7]{8}\"", hidden);
        Assert.Equal(200, (await tenant.AskAsync(HttpMethod.Put, $"/projects/{tenant.Id}/settings", new { show_user_ids = true })).Status);
        Assert.Equal(["ann@example.org"], Keys(await tenant.ReportAsync("/reports/cost"), "by_user"));
    }

    [Theory] // C7
    [InlineData("Asia/Kathmandu", "2026-11-20", "2026-11-19T18:15:00Z", 24)]
    [InlineData("Europe/Berlin", "2026-11-20", "2026-11-19T23:00:00Z", 24)]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", 25)]
    public async Task A_call_lands_on_the_local_day_in_which_it_was_sent(string zone, string date, string start, int hours)
    {
        var tenant = await app.TenantAsync(new { zone, retention_days = 400 });
        var from = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture);
        object Call(string id, DateTimeOffset at) =>
            new
            {
                request_id = id,
                timestamp = at.ToOffset(TimeSpan.FromHours(-8)),
                model = "gpt-4o",
                input_tokens = 400,
            };
        await tenant.TakeAndFoldAsync([
            Call("before", from.AddTicks(-1)),
            Call("first", from),
            Call("last", from.AddHours(hours).AddTicks(-1)),
            Call("after", from.AddHours(hours)),
            .. Enumerable.Range(0, hours).Select(hour => Call($"h{hour}", from.AddHours(hour).AddMinutes(30))),
        ]);
        var report = await tenant.ReportAsync($"/reports/cost?date={date}");
        var byHour = report["by_hour"]!.AsArray();
        Assert.Equal((hours + 2, zone), (report["n_calls"]!.GetValue<int>(), report["zone"]!.ToString()));
        Assert.Equal(0.001m * (hours + 2), Usd(report["total_usd"]));
        Assert.Equal(0.001m * (hours + 2), byHour.Sum(hour => Usd(hour!["cost_usd"])));
        Assert.Equal(hours, byHour.Select(hour => hour!["key"]!.ToString()).Distinct().Count());
        Assert.Equal([2, .. Enumerable.Repeat(1, hours - 2), 2], byHour.Select(hour => hour!["n_calls"]!.GetValue<int>()));
        Assert.All(byHour, hour => Assert.StartsWith(date, hour!["key"]!.ToString(), StringComparison.Ordinal));
        var next = DateOnly.Parse(date, CultureInfo.InvariantCulture).AddDays(1);
        Assert.Equal(1, (await tenant.ReportAsync($"/reports/cost?date={next:yyyy-MM-dd}"))["n_calls"]!.GetValue<int>());
    }

    [Fact] // C11
    public async Task A_budget_is_set_against_the_day_and_its_ratio_may_pass_one()
    {
        var tenant = await app.TenantAsync(new { daily_budget_usd = "0.01" });
        await tenant.TakeAndFoldAsync(
            new
            {
                request_id = "a",
                model = "gpt-4o",
                input_tokens = 0,
                output_tokens = 1500,
            }
        );
        Assert.Equal("""{"limit_usd":"0.01","used_ratio":1.5}""", (await tenant.ReportAsync("/reports/cost"))["budget"]!.ToJsonString());
        await tenant.AskAsync(HttpMethod.Put, $"/projects/{tenant.Id}/settings", new { daily_budget_usd = "0" });
        Assert.Equal("""{"limit_usd":"0","used_ratio":null}""", (await tenant.ReportAsync("/reports/cost"))["budget"]!.ToJsonString());
        Assert.Equal(
            400,
            (await tenant.AskAsync(HttpMethod.Put, $"/projects/{tenant.Id}/settings", new { daily_budget_usd = "-1" })).Status
        );
    }

    [Fact] // C6
    public async Task Repricing_is_an_operation_that_keeps_what_calls_cost_before()
    {
        var tenant = await app.TenantAsync();
        object Call(string id) =>
            new
            {
                request_id = id,
                timestamp = tenant.Now.AddHours(-1),
                model = "prod-chat",
                input_tokens = 1000,
            };
        await tenant.TakeAndFoldAsync(Call("a"), Call("b"));
        await tenant.TakeAndFoldAsync(Call("a"), Call("c"));
        Assert.Equal("0", (await tenant.ReportAsync("/reports/cost"))["total_usd"]!.ToString());

        await tenant.AskAsync(HttpMethod.Put, "/deployments/prod-chat", new { provider = "azure", model = "gpt-4o" });
        var span = new { from = tenant.Now.AddHours(-2), to = tenant.Now };
        var operation = await tenant.OperateAsync("/cost/reprice", span);

        Assert.Equal(("3", "0", "0.0075"), Text(operation["result"]!, "n_changed", "before_usd", "after_usd"));
        var report = await tenant.ReportAsync("/reports/cost");
        Assert.Equal(
            ("0.0075", 3, 0),
            (report["total_usd"]!.ToString(), report["n_calls"]!.GetValue<int>(), report["unpriced"]!["n_calls"]!.GetValue<int>())
        );
        Assert.Equal("0.0025", (await tenant.GetAsync("/calls/a"))["cost_usd"]);
        var again = await tenant.OperateAsync("/cost/reprice", span);
        Assert.Equal(("0", "0.0075", "0.0075"), Text(again["result"]!, "n_changed", "before_usd", "after_usd"));
        await AuditedAsync(tenant.Id);
    }

    [Fact]
    public async Task Compaction_and_a_rebuild_give_the_same_reports()
    {
        var tenant = await app.TenantAsync();
        for (var batch = 0; batch < 3; batch++)
            await tenant.TakeAndFoldAsync([
                .. Enumerable
                    .Range(0, 20)
                    .Select(i => new
                    {
                        request_id = $"r{i + 10 * batch}", // half of them come again
                        timestamp = tenant.Now.AddHours(-i),
                        model = "gpt-4o",
                        input_tokens = 100 + i,
                        user_id = $"u{i % 4}",
                        endpoint = "chat",
                        ttft_seconds = 0.1 + i,
                        total_seconds = 30,
                    }),
            ]);
        string[] paths =
        [
            "/reports/cost?date=2026-11-23",
            "/reports/cost?date=2026-11-22",
            "/reports/latency?from=2026-11-22T00:00:00Z&to=2026-11-24T00:00:00Z",
        ];
        var before = await Task.WhenAll(paths.Select(tenant.GetAsync));
        Assert.Contains("\"count\":40", before[2].Text, StringComparison.Ordinal);

        app.Time.Advance(TimeSpan.FromHours(1));
        await app.RunAsync("CompactRollups");
        await app.DrainAsync("compaction", "CompactDay");
        await UnchangedAsync();
        await tenant.OperateAsync("/rollups/rebuild", new { from = "2026-11-22", to = "2026-11-23" });
        await UnchangedAsync();

        async Task UnchangedAsync()
        {
            foreach (var (path, report) in paths.Zip(before))
                Assert.Equal(report.Text, (await tenant.GetAsync(path)).Text);
        }
    }

    private async Task AuditedAsync(string projectId)
    {
        var rows = 0;
        await foreach (var row in app.Tables.ReadAsync("audit", Core.Storage.RowRange.In(projectId), TestContext.Current.CancellationToken))
        {
            rows++;
            Assert.Equal("0.0075", row.Text("after_usd"));
        }
        Assert.InRange(rows, 1, 2);
    }

    private static decimal Usd(JsonNode? usd) => decimal.Parse(usd!.ToString(), CultureInfo.InvariantCulture);

    private static IEnumerable<string> Keys(JsonNode report, string by) => report[by]!.AsArray().Select(share => share!["key"]!.ToString());

    private static (string, string, string) Text(JsonNode node, string a, string b, string c) =>
        (node[a]!.ToString(), node[b]!.ToString(), node[c]!.ToString());
}

public sealed class EmbeddedCostTests(EmbeddedApp app) : CostContract(app), IClassFixture<EmbeddedApp>;

public sealed class AzureCostTests(AzureApp app) : CostContract(app), IClassFixture<AzureApp>;
