using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Calls;

/// <summary>What the door for calls promises, on either body of the storage.</summary>
public abstract class CallsContract(AppFixture app)
{
    [Theory]
    [InlineData("""{"request_id":"a","model":"m"}""", Tenant.Json, 1)]
    [InlineData("""[{"request_id":"a","model":"m"},{"request_id":"b","model":"m"}]""", Tenant.Json, 2)]
    [InlineData("""{"calls":[{"request_id":"a","model":"m"},{"request_id":"b","model":"m"}]}""", Tenant.Json, 2)]
    [InlineData("{\"request_id\":\"a\",\"model\":\"m\"}\r\n\n {\"request_id\":\"b\",\"model\":\"m\"}", Tenant.Lines, 2)]
    public async Task A_body_is_taken_in_each_of_its_forms_plain_or_gzipped(string body, string type, int calls)
    {
        foreach (var zip in (bool[])[false, true])
        {
            var tenant = await app.TenantAsync();
            var answer = zip ? await tenant.SendAsync(Gzip(body), type, "gzip") : await tenant.SendAsync(body, type);
            Assert.Equal((202, $$"""{"accepted":{{calls}},"duplicates":0,"rejected":[]}"""), (answer.Status, answer.Text));
            Assert.Equal("a", (await tenant.GetAsync("/calls/a"))["request_id"]);
        }
    }

    [Fact]
    public async Task A_batch_is_taken_in_part_and_every_fault_of_every_call_is_named()
    {
        var tenant = await app.TenantAsync();
        var answer = await tenant.SendAsync(
            """
            [{"request_id":"good","model":"m"},
             {"request_id":"bad","model":"","input_tokens":-1,"output_tokens":1.5,"origin":"robot"},
             7,
             {"model":"m","ttft_seconds":0}]
            """
        );

        Assert.Equal((202, "1", "0"), (answer.Status, answer["accepted"], answer["duplicates"]));
        Assert.Equal(
            ["1 bad: model origin input_tokens output_tokens", "2 : ", "3 : request_id ttft_seconds"],
            answer.Json["rejected"]!.AsArray().Select(one => $"{one!["index"]} {one["request_id"]}: {Fields(one)}")
        );
        Assert.Equal(404, (await tenant.GetAsync("/calls/bad")).Status);
    }

    [Fact]
    public async Task A_line_that_cannot_be_read_is_rejected_by_its_index()
    {
        var tenant = await app.TenantAsync();
        var answer = await tenant.SendAsync(
            "{\"request_id\":\"a\",\"model\":\"m\"}\n{\"request_id\":\n{\"request_id\":\"c\",\"model\":\"m\"}\n",
            Tenant.Lines
        );
        Assert.Equal((202, "2"), (answer.Status, answer["accepted"]));
        Assert.Equal("1", Assert.Single(answer.Json["rejected"]!.AsArray())!["index"]!.ToString());
    }

    [Fact]
    public async Task Where_no_call_was_good_the_request_is_refused_with_every_fault()
    {
        var tenant = await app.TenantAsync();
        var answer = await tenant.SendAsync("""[{"model":"m"},{"request_id":"b","model":"m","total_seconds":-1}]""");
        Assert.Equal((400, "application/problem+json"), (answer.Status, answer.Type));
        Assert.Equal(
            """[{"index":0,"field":"request_id","message":"is required"},{"index":1,"field":"total_seconds","message":"must not be negative"}]""",
            answer.Json["errors"]!.ToJsonString()
        );
    }

    [Fact] // C14
    public async Task A_call_that_is_sent_again_changes_nothing_and_the_first_one_counts()
    {
        var tenant = await app.TenantAsync();
        var first = new
        {
            request_id = "a",
            model = "gpt-4o",
            input_tokens = 1000,
            output_tokens = 100,
            response = "the first",
        };
        var other = new
        {
            request_id = "a",
            model = "gpt-4o",
            input_tokens = 9,
            output_tokens = 9,
            response = "another",
        };
        await SentAsync(1, 1, first, other);
        await SentAsync(0, 1, other);
        await tenant.FoldAsync();
        await SentAsync(0, 1, other);
        await SentAsync(
            1,
            1,
            new
            {
                request_id = "b",
                model = "gpt-4o",
                input_tokens = 1000,
                output_tokens = 100,
            },
            other
        );
        await tenant.FoldAsync();

        var report = await tenant.ReportAsync("/reports/cost");
        Assert.Equal(("0.007", "2"), (report["total_usd"]!.ToString(), report["n_calls"]!.ToString()));
        var kept = await tenant.GetAsync("/calls/a");
        Assert.Equal(("1000", "the first"), (kept["input_tokens"], kept.Json["texts"]!["response"]!.ToString()));

        async Task SentAsync(int accepted, int duplicates, params object[] calls)
        {
            var answer = await tenant.SendAsync(JsonSerializer.Serialize(calls));
            Assert.Equal((202, $"{accepted}", $"{duplicates}"), (answer.Status, answer["accepted"], answer["duplicates"]));
        }
    }

    [Fact] // W1
    public async Task A_call_is_found_right_after_its_receipt_and_the_same_after_folding()
    {
        var tenant = await app.TenantAsync();
        await tenant.TakeAsync(
            new
            {
                request_id = "a",
                timestamp = "2026-11-23T12:00:01.5+01:00",
                model = "gpt-4o",
                provider = "openai",
                endpoint = "chat",
                user_id = "u 1",
                tags = new { k = "v" },
                input_tokens = 10_000,
                output_tokens = 700,
                usage = new { cache_read_tokens = 8000, reasoning_tokens = 50 },
                ttft_seconds = 0.41,
                tbt_seconds = new[] { 0.03, 0.04 },
                total_seconds = 8.2,
                error = new
                {
                    type = "rate_limit",
                    status = 429,
                    message = "slow down",
                },
                prompt = new[] { new { role = "system", content = "be brief" } },
                contexts = new object[] { "plain", new { id = "doc-7", text = "with id" } },
                tool_calls = new[] { new { name = "find", arguments = "{}" } },
            }
        );
        var open = await tenant.GetAsync("/calls/a");
        await tenant.FoldAsync();
        var folded = await tenant.GetAsync("/calls/a");

        Assert.Equal(open.Text, folded.Text);
        Assert.Equal(
            ("2026-11-23T11:00:01.5+00:00", "u 1", "v"),
            (open["timestamp"], open["user_id"], open.Json["tags"]!["k"]!.ToString())
        );
        Assert.Equal(
            ("8000", "rate_limit", "429"),
            (
                open.Json["usage"]!["cache_read_tokens"]!.ToString(),
                open.Json["error"]!["type"]!.ToString(),
                open.Json["error"]!["status"]!.ToString()
            )
        );
        Assert.Equal(("2", "0.04"), (open.Json["tbt_seconds"]!["count"]!.ToString(), open.Json["tbt_seconds"]!["max"]!.ToString()));
        Assert.Equal(
            """{"prompt":[{"role":"system","content":"be brief"}],"response":null,"contexts":[{"id":null,"text":"plain"},{"id":"doc-7","text":"with id"}],"tool_calls":[{"name":"find","arguments":"{}"}],"truncated":false}""",
            open.Json["texts"]!.ToJsonString()
        );
    }

    [Theory] // W4
    [InlineData("full", "mail ann@example.org", "mail ann@example.org")]
    [InlineData("redacted", "mail ann@example.org", "mail [email]")]
    [InlineData("none", "mail ann@example.org", null)]
    public async Task Texts_are_kept_as_the_project_says(string texts, string sent, string? kept)
    {
        var tenant = await app.TenantAsync(new { texts });
        await tenant.TakeAsync(
            new
            {
                request_id = "a",
                model = "m",
                response = sent,
            }
        );
        Assert.Equal(kept, (await tenant.GetAsync("/calls/a")).Json["texts"]?["response"]?.ToString());
    }

    [Fact]
    public async Task A_text_beyond_a_million_characters_is_cut_and_says_so()
    {
        var tenant = await app.TenantAsync(new { texts = "full" });
        // Not compressible to nothing, so that it takes many chunks.
        var letters = new Random(1).GetItems<char>("abcdefghijklmnopqrstuvwxyz0123456789 ", (1 << 20) + 1);
        await tenant.TakeAndFoldAsync(
            new
            {
                request_id = "long",
                model = "m",
                response = new string(letters),
                prompt = "p",
            }
        );
        var texts = (await tenant.GetAsync("/calls/long")).Json["texts"]!;
        Assert.Equal(new string(letters, 0, 1 << 20), texts["response"]!.ToString());
        Assert.True(texts["truncated"]!.GetValue<bool>());
    }

    internal static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    internal static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
            zip.Write(bytes);
        return packed.ToArray();
    }

    private static string Fields(JsonNode rejected) => string.Join(' ', rejected["errors"]!.AsArray().Select(fault => fault!["field"]));
}

public sealed class EmbeddedCallsTests(EmbeddedApp app) : CallsContract(app), IClassFixture<EmbeddedApp>;

public sealed class AzureCallsTests(AzureApp app) : CallsContract(app), IClassFixture<AzureApp>;
