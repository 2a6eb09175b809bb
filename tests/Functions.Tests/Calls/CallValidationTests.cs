using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Calls;

/// <summary>What a call may say, field by field. The fields are put behind a good request id and model.</summary>
public sealed class CallValidationTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    private const string Long =
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"; // 129

    [Theory] // L10, C15
    [InlineData("\"input_tokens\":-1", "input_tokens")]
    [InlineData("\"output_tokens\":-5", "output_tokens")]
    [InlineData("\"input_tokens\":1.5", "input_tokens")]
    [InlineData("\"input_tokens\":1e999", "input_tokens")]
    [InlineData("\"input_tokens\":\"NaN\"", "input_tokens")]
    [InlineData("\"input_tokens\":99999999999999", "input_tokens")]
    [InlineData("\"ttft_seconds\":\"NaN\"", "ttft_seconds")]
    [InlineData("\"total_seconds\":1e999", "total_seconds")]
    [InlineData("\"total_seconds\":-0.1", "total_seconds")]
    [InlineData("\"total_seconds\":90000", "total_seconds")]
    [InlineData("\"ttft_seconds\":2,\"total_seconds\":1", "ttft_seconds")]
    [InlineData("\"ttft_seconds\":0", "ttft_seconds")]
    [InlineData("\"tbt_seconds\":[0.1,-0.1]", "tbt_seconds")]
    [InlineData("\"tbt_seconds\":[1e999]", "tbt_seconds")]
    [InlineData("\"tbt_seconds\":[null]", "tbt_seconds")]
    [InlineData("\"tbt_seconds\":{\"count\":3,\"sum\":1,\"max\":1,\"buckets\":[[0.1,2]]}", "tbt_seconds.buckets")]
    [InlineData("\"timestamp\":\"2026-11-23T23:59:00\"", "timestamp")]
    [InlineData("\"timestamp\":\"yesterday\"", "timestamp")]
    [InlineData("\"timestamp\":\"11/12/2026 10:00:00Z\"", "timestamp")]
    [InlineData("\"timestamp\":\"23 Nov 2026 06:00:00Z\"", "timestamp")]
    [InlineData("\"timestamp\":1795392000", "timestamp")]
    [InlineData("\"origin\":\"robot\"", "origin")]
    [InlineData("\"origin\":\"USER\"", "origin")]
    [InlineData("\"service_tier\":\"gold\"", "service_tier")]
    [InlineData("\"error\":{\"type\":\"boom\"}", "error.type")]
    [InlineData("\"error\":{}", "error.type")]
    [InlineData("\"error\":\"boom\"", "error")]
    [InlineData("\"error\":{\"type\":\"server\",\"status\":-1}", "error.status")]
    [InlineData($"\"endpoint\":\"{Long}\"", "endpoint")]
    [InlineData("\"endpoint\":\"a/b\"", "endpoint")]
    [InlineData($"\"session_id\":\"{Long}\"", "session_id")]
    [InlineData("\"user_id\":\"a\\u0000b\"", "user_id")]
    [InlineData("\"user_id\":\"a/b\"", "user_id")]
    [InlineData("\"feature\":\"a\\nb\"", "feature")]
    [InlineData("\"feature\":\"\\ud800\"", "feature")]
    [InlineData("\"response\":\"\\udc00x\"", "response")]
    [InlineData("\"prompt\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]", "prompt")]
    [InlineData("\"prompt\":[\"bare\"]", "prompt")]
    [InlineData("\"contexts\":[7]", "contexts")]
    [InlineData("\"tool_calls\":[{\"arguments\":\"x\"}]", "tool_calls")]
    [InlineData("\"tags\":{\"a\":1}", "tags")]
    [InlineData("\"tags\":{\"\\ud800\":\"x\"}", "")]
    [InlineData("\"\\ud800odel\":1", "")]
    [InlineData("\"tags\":\"x\"", "tags")]
    [InlineData("\"feature\":7", "feature")]
    [InlineData("\"usage\":[]", "usage")]
    [InlineData("\"input_tokens\":10,\"usage\":{\"cache_read_tokens\":6,\"cache_write_tokens\":5}", "input_tokens")]
    [InlineData("\"output_tokens\":10,\"usage\":{\"reasoning_tokens\":11}", "output_tokens")]
    [InlineData("\"usage\":{\"cache_read_tokens\":1}", "input_tokens")]
    [InlineData("\"usage\":{\"cache_read_tokens\":-1}", "usage.cache_read_tokens")]
    public async Task What_cannot_be_is_refused_and_named(string fields, string fault)
    {
        var tenant = await app.SharedTenantAsync();
        var answer = await tenant.SendAsync($$"""{"request_id":"a","model":"m",{{fields}}}""");
        Assert.True(answer.Status == 400, answer.Text);
        Assert.Equal(fault, Assert.Single(answer.Json["errors"]!.AsArray())!["field"]!.ToString());
    }

    [Theory]
    [InlineData("\"ttft_seconds\":null,\"total_seconds\":1,\"error\":null")]
    [InlineData("\"novelty\":{\"deep\":[1,2]}")]
    [InlineData("\"feature\":\"  \",\"user_id\":\"\"")]
    [InlineData("\"tags\":{},\"tbt_seconds\":[],\"contexts\":[],\"usage\":{}")]
    [InlineData("\"tbt_seconds\":{\"count\":2,\"sum\":0.2,\"max\":0.1,\"buckets\":[[0.1,2]]}")]
    [InlineData("\"timestamp\":\"2026-11-23T11:00:00.1234567+05:45\"")]
    [InlineData("\"service_tier\":\"auto\",\"origin\":\"judge\"")]
    [InlineData("\"input_tokens\":10,\"usage\":{\"cache_read_tokens\":10}")]
    [InlineData("\"user_id\":\"ünï 名\",\"response\":\"\\ud83d\\ude00 \\u0000\"")]
    public async Task What_can_be_is_taken(string fields)
    {
        var tenant = await app.SharedTenantAsync();
        var answer = await tenant.SendAsync($$"""{"request_id":"a","model":"m",{{fields}}}""");
        Assert.True(answer.Status == 202, answer.Text);
    }

    [Theory] // C8
    [InlineData(9, 202)]
    [InlineData(11, 400)]
    [InlineData(-60 * 24 * 89, 202)]
    [InlineData(-60 * 24 * 91, 400)]
    public async Task A_timestamp_lies_within_ten_minutes_ahead_and_the_retention_behind(int minutes, int status)
    {
        var tenant = await app.SharedTenantAsync();
        var answer = await tenant.SendAsync($$"""{"request_id":"a","model":"m","timestamp":"{{tenant.Now.AddMinutes(minutes):O}}"}""");
        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("\"request_id\":\"a b\"", "request_id model")]
    [InlineData($"\"request_id\":\"{Long}\",\"model\":\"m\"", "request_id")]
    [InlineData("\"request_id\":\"\",\"model\":\" \"", "request_id model")]
    [InlineData("\"request_id\":7,\"model\":\"m\"", "request_id")]
    [InlineData("\"request_id\":\"\\ud800\",\"model\":\"m\"", "request_id")]
    [InlineData("\"request_id\":\"../../x\",\"model\":\"m\"", "request_id")]
    public async Task An_id_can_stand_in_a_path_and_a_model_is_named(string fields, string faults)
    {
        var answer = await (await app.SharedTenantAsync()).SendAsync("{" + fields + "}");
        Assert.Equal(400, answer.Status);
        Assert.Equal(faults, string.Join(' ', answer.Json["errors"]!.AsArray().Select(fault => fault!["field"])));
    }

    [Theory]
    [InlineData("/calls/no.such-call", 404)]
    [InlineData("/calls/a%7Cb%3F%23", 404)]
    [InlineData("/calls/" + Long + Long + Long + Long + Long + Long + Long + Long + Long, 404)]
    [InlineData("/calls?limit=0", 400)]
    [InlineData("/calls?limit=501", 400)]
    [InlineData("/calls?order=size", 400)]
    [InlineData("/calls?next=nonsense", 400)]
    [InlineData("/calls?from=2026-11-23", 400)]
    [InlineData("/calls?from=2026-11-23T00:00:00Z&to=2026-11-22T00:00:00Z", 400)]
    [InlineData("/operations/none", 404)]
    [InlineData("/operations/a%7Cb%3F%23", 404)]
    [InlineData("/reports/cost?date=2026-02-30", 400)]
    [InlineData("/reports/latency?group_by=weather", 400)]
    [InlineData("/reports/daily?date=tomorrow", 400)]
    [InlineData("/reports/cost?date=0001-01-01", 400)]
    [InlineData("/reports/cost?date=9999-12-31", 400)]
    [InlineData("/calls?from=0001-01-01T00:00:00Z&to=0001-06-01T00:00:00Z", 400)]
    [InlineData("/reports/latency?from=9999-12-31T00:00:00Z&to=9999-12-31T23:59:59.9999999Z", 400)]
    [InlineData("/reports/daily?date=0001-01-01", 400)]
    [InlineData("/reports/daily?date=1970-01-01", 200)]
    [InlineData("/reports/daily?date=2026-11-23", 200)]
    [InlineData("/reports/daily?date=2026-11-24", 400)]
    [InlineData("/reports/cost?date=2026-11-23&from=2026-11-22T00:00:00Z", 400)]
    [InlineData("/reports/cost?date=2026-11-23&to=2026-11-24T00:00:00Z", 400)]
    public async Task A_question_that_cannot_be_answered_gets_a_problem(string path, int status)
    {
        var answer = await (await app.SharedTenantAsync()).GetAsync(path);
        Assert.True(answer.Status == status, $"{answer.Status}: {answer.Text}");
        Assert.Equal(status == 200 ? "application/json" : "application/problem+json", answer.Type);
    }
}
