using System.Text;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Calls;

/// <summary>What a list of calls promises, on either body of the storage.</summary>
public abstract class CallListContract(AppFixture app)
{
    [Fact]
    public async Task Pages_of_a_list_give_every_call_once_latest_first()
    {
        var tenant = await app.TenantAsync();
        for (var batch = 0; batch < 3; batch++)
        {
            var calls = Enumerable.Range(0, 11).Select(i => (Id: $"r{batch}-{i:d2}", At: tenant.Now.AddMinutes(-i / 4).AddSeconds(-i % 2)));
            await tenant.TakeAndFoldAsync([
                .. calls.Select(call => new
                {
                    request_id = call.Id,
                    timestamp = call.At,
                    model = "m",
                }),
            ]);
        }
        var seen = new List<(DateTimeOffset At, string Id)>();
        string? next = null;
        do
        {
            var page = await tenant.ReportAsync($"/calls?limit=4&next={next}");
            seen.AddRange(
                page["calls"]!.AsArray().Select(call => (call!["timestamp"]!.GetValue<DateTimeOffset>(), call["request_id"]!.ToString()))
            );
            next = page["next"]?.ToString();
        } while (next is not null);

        Assert.Equal(33, seen.Select(call => call.Id).Distinct().Count());
        Assert.Equal(seen.OrderByDescending(call => call.At).ThenBy(call => call.Id, StringComparer.Ordinal), seen);
    }

    [Theory]
    [InlineData("0|r")]
    [InlineData("3155378975999999999|r")] // the last moment that there is
    public async Task A_next_that_nobody_was_given_goes_on_nowhere_or_from_the_start(string word)
    {
        var tenant = await app.TenantAsync();
        var next = Convert.ToBase64String(Encoding.UTF8.GetBytes(word)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        Assert.Equal(200, (await tenant.GetAsync($"/calls?next={next}")).Status);
    }

    [Theory]
    [InlineData("order=time")]
    [InlineData("order=cost")]
    public async Task A_list_of_a_check_has_the_calls_that_failed_it(string order)
    {
        var tenant = await app.TenantAsync();
        var put = await tenant.AskAsync(
            HttpMethod.Put,
            "/checks/extract",
            """{"checks":[{"name":"dates","type":"dates_grounded"},{"name":"short","type":"length_between","max":100}]}"""
        );
        Assert.Equal(200, put.Status);
        string[] outputs = ["2024-05-03", "2024-03-05", "no date"];
        await tenant.TakeAndFoldAsync([
            .. outputs.Select(
                (output, i) =>
                    new
                    {
                        request_id = $"r{i}",
                        timestamp = tenant.Now.AddSeconds(-i),
                        model = "m",
                        endpoint = "extract",
                        prompt = "Signed on 05/03/2024.",
                        response = output,
                        expected_locale = "en-GB",
                    }
            ),
        ]);
        var page = await tenant.ReportAsync($"/calls?check=dates&{order}");
        var call = Assert.Single(page["calls"]!.AsArray())!;
        Assert.Equal("r0", call["request_id"]!.ToString());
        Assert.Equal("fail", call["checks"]![0]!["outcome"]!.ToString());
        Assert.Empty((await tenant.ReportAsync("/calls?check=short"))["calls"]!.AsArray());
    }

    [Theory]
    [InlineData("order=cost", "big slow small")]
    [InlineData("order=total_seconds", "slow small big")]
    [InlineData("order=cost&limit=1", "big")]
    [InlineData("order=cost&user_id=u1", "big small")]
    [InlineData("order=total_seconds&user_id=u1", "small big")]
    [InlineData("order=time&user_id=u2", "slow")]
    [InlineData("endpoint=chat", "big slow")]
    [InlineData("feature=sum&model=gpt-4o", "small")]
    [InlineData("model=nobody", "")]
    public async Task A_list_is_ordered_and_filtered_as_asked(string query, string ids)
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync(
            new
            {
                request_id = "small",
                timestamp = tenant.Now.AddSeconds(-3),
                model = "gpt-4o",
                input_tokens = 1,
                feature = "sum",
                user_id = "u1",
                total_seconds = 2,
            },
            new
            {
                request_id = "slow",
                timestamp = tenant.Now.AddSeconds(-2),
                model = "gpt-4o",
                input_tokens = 10,
                endpoint = "chat",
                user_id = "u2",
                total_seconds = 9,
            },
            new
            {
                request_id = "big",
                timestamp = tenant.Now.AddSeconds(-1),
                model = "gpt-4o",
                input_tokens = 100,
                endpoint = "chat",
                user_id = "u1",
                total_seconds = 1,
            }
        );
        var list = await tenant.ReportAsync("/calls?" + query);
        Assert.Equal(ids, string.Join(' ', list["calls"]!.AsArray().Select(call => call!["request_id"])));
    }

    [Fact]
    public async Task A_list_of_the_dearest_calls_that_ends_too_early_says_so()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAndFoldAsync([
            .. Enumerable
                .Range(1, 30)
                .Select(i => new
                {
                    request_id = $"r{i:d2}",
                    model = "gpt-4o",
                    input_tokens = i,
                }),
        ]);
        var some = await tenant.ReportAsync("/calls?order=cost&limit=5");
        Assert.Equal("r30 r29 r28 r27 r26", string.Join(' ', some["calls"]!.AsArray().Select(call => call!["request_id"])));
        Assert.True(some["complete"]!.GetValue<bool>());
        var all = await tenant.ReportAsync("/calls?order=cost&limit=30");
        Assert.Equal(all["calls"]!.AsArray().Count == 30, all["complete"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Another_project_s_calls_are_not_there()
    {
        var (mine, other) = (await app.TenantAsync(), await app.TenantAsync());
        await mine.TakeAndFoldAsync(
            new
            {
                request_id = "a",
                model = "gpt-4o",
                input_tokens = 1,
            }
        );
        Assert.Equal(404, (await other.GetAsync("/calls/a")).Status);
        Assert.Equal(404, (await other.GetAsync($"/calls/a?project_id={mine.Id}")).Status);
        Assert.Empty((await other.ReportAsync("/calls"))["calls"]!.AsArray());
        Assert.Equal("0", (await other.ReportAsync("/reports/cost"))["total_usd"]!.ToString());
        await other.TakeAsync(new { request_id = "a", model = "theirs" });
        Assert.Equal(("gpt-4o", "theirs"), ((await mine.GetAsync("/calls/a"))["model"], (await other.GetAsync("/calls/a"))["model"]));
    }
}

public sealed class EmbeddedCallListTests(EmbeddedApp app) : CallListContract(app), IClassFixture<EmbeddedApp>;

public sealed class AzureCallListTests(AzureApp app) : CallListContract(app), IClassFixture<AzureApp>;
