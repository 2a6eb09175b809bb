using System.Text.Json.Nodes;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Latency;

public sealed class LatencyReportTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    [Fact] // L2
    public async Task A_stream_without_text_is_no_part_of_the_time_to_first_token()
    {
        var chat = Assert.Single(
            await ReportAsync(
                Calls(
                        10,
                        i => new
                        {
                            request_id = $"text{i}",
                            model = "m",
                            endpoint = "chat",
                            ttft_seconds = 0.8,
                            total_seconds = 2.0,
                        }
                    )
                    .Concat(
                        Calls(
                            10,
                            i => new
                            {
                                request_id = $"none{i}",
                                model = "m",
                                endpoint = "chat",
                                ttft_seconds = (double?)null,
                                total_seconds = 2.0,
                            }
                        )
                    )
            )
        );
        Assert.Equal((20, 10), (chat["count"]!.GetValue<int>(), chat["ttft_seconds"]!["count"]!.GetValue<int>()));
        Near(0.8, chat["ttft_seconds"]!["p50"]);
    }

    [Theory] // L3
    [InlineData(19, null, null, "p95 needs 20 samples and p99 100")]
    [InlineData(20, 19.0, null, "p99 needs 100 samples")]
    [InlineData(99, 95.0, null, "p99 needs 100 samples")]
    [InlineData(100, 95.0, 99.0, null)]
    [InlineData(200, 190.0, 198.0, null)]
    public async Task A_percentile_is_the_smallest_sample_that_enough_do_not_exceed_and_null_of_too_few(
        int n,
        double? p95,
        double? p99,
        string? reason
    )
    {
        var chat = Assert.Single(
            await ReportAsync(
                Calls(
                    n,
                    i => new
                    {
                        request_id = $"r{i}",
                        model = "m",
                        total_seconds = (double)(i + 1),
                    }
                )
            )
        );
        Near(Math.Ceiling(n / 2.0), chat["total_seconds"]!["p50"]);
        Near(p95, chat["total_seconds"]!["p95"]);
        Near(p99, chat["total_seconds"]!["p99"]);
        Assert.Equal(reason, chat["total_seconds"]!["reason"]?.ToString());
        Assert.Equal(("(none)", "no_samples"), (chat["key"]!.ToString(), chat["ttft_seconds"]!["reason"]!.ToString()));
    }

    [Fact] // L5, L9
    public async Task Errored_calls_count_by_their_type_and_are_no_part_of_any_percentile()
    {
        var group = Assert.Single(
            await ReportAsync(
                Calls(
                        6,
                        i => new
                        {
                            request_id = $"good{i}",
                            model = "m",
                            ttft_seconds = 0.5,
                            total_seconds = 1.0,
                        }
                    )
                    .Concat(
                        Calls(
                            3,
                            i => new
                            {
                                request_id = $"late{i}",
                                model = "m",
                                ttft_seconds = 29.0,
                                total_seconds = 30.0,
                                error = new { type = "timeout" },
                            }
                        )
                    )
                    .Append(
                        new
                        {
                            request_id = "busy",
                            model = "m",
                            total_seconds = 0.01,
                            error = new { type = "rate_limit", status = 429 },
                        }
                    )
            )
        );
        Assert.Equal(
            (10, 4, 0.4),
            (group["count"]!.GetValue<int>(), group["errors"]!.GetValue<int>(), group["error_rate"]!.GetValue<double>())
        );
        Assert.Equal("""{"timeout":3,"rate_limit":1}""", group["errors_by_type"]!.ToJsonString());
        Assert.Equal((6, 6), (group["ttft_seconds"]!["count"]!.GetValue<int>(), group["total_seconds"]!["count"]!.GetValue<int>()));
        Near(1.0, group["total_seconds"]!["p50"]);
    }

    [Fact] // L6
    public async Task Gaps_are_counted_as_gaps_and_the_rate_of_tokens_begins_with_the_first()
    {
        var group = Assert.Single(
            await ReportAsync([
                new
                {
                    request_id = "a",
                    model = "m",
                    output_tokens = 90,
                    ttft_seconds = 1.0,
                    total_seconds = 4.0,
                    tbt_seconds = new[] { 0.5, 1.0, 1.5 },
                },
            ])
        );
        Assert.Equal(3, group["tbt_seconds"]!["count"]!.GetValue<int>());
        Near(1.0, group["tbt_seconds"]!["p50"]);
        Near(30, group["tokens_per_second"]!["p50"]);
    }

    [Theory] // L8
    [InlineData("endpoint", "batch chat")]
    [InlineData("feature", "(none) sum")]
    [InlineData("model", "m1 m2")]
    [InlineData("prompt_version", "(none) v1")]
    public async Task Calls_are_grouped_as_asked(string groupBy, string keys)
    {
        var groups = await ReportAsync(
            [
                new
                {
                    request_id = "a",
                    model = "m1",
                    endpoint = "chat",
                    feature = "sum",
                },
                new
                {
                    request_id = "b",
                    model = "m2",
                    endpoint = "batch",
                    prompt_version = "v1",
                },
                new
                {
                    request_id = "c",
                    model = "m1",
                    endpoint = "chat",
                    origin = "canary",
                },
            ],
            $"?group_by={groupBy}"
        );
        Assert.Equal(keys, string.Join(' ', groups.Select(group => group["key"])));
        Assert.Equal(2, groups.Sum(group => group["count"]!.GetValue<int>()));
    }

    private static IEnumerable<object> Calls(int n, Func<int, object> call) => Enumerable.Range(0, n).Select(call);

    private static void Near(double? expected, JsonNode? actual)
    {
        if (expected is not { } value)
            Assert.Null(actual);
        else
            Assert.InRange(actual!.GetValue<double>(), value * 0.99, value * 1.01);
    }

    private async Task<List<JsonNode>> ReportAsync(IEnumerable<object> calls, string query = "")
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync([.. calls]);
        return [.. (await tenant.ReportAsync("/reports/latency" + query))["groups"]!.AsArray().Select(group => group!)];
    }
}
