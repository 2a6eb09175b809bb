namespace LlmMonitor.Functions.Tests.Security;

/// <summary>What somebody sends who means no good, or whose program is broken.</summary>
internal static class Hostile
{
    private static readonly string[] Fields = (
        "project_id request_id name scopes zone settings model provider endpoint feature user_id timestamp at from to input_tokens output_tokens "
        + "max_output_tokens n_calls usage limit_usd window scope match warn_at checks prompt response contexts tool_calls outputs baseline current "
        + "target expect examples type url verdict category note assignee reason class ttft_p95_seconds locale expected_locale sequence patterns "
        + "measure operator value session_id event_type metadata kind description version correction_text issue_category"
    ).Split(' ');

    /// <summary>As it stands in an address: quotes that would end an OData filter, ways up and out, bytes that are no text, too much of everything.</summary>
    public static string[] Ids { get; } =
    [
        "%27%20or%20PartitionKey%20ne%20%27",
        "x%27",
        "%2e%2e%2f%2e%2e%2fadmin",
        "..%5c..%5cadmin",
        "%01",
        "a%0d%0aSet-Cookie:%20x=1",
        "%ED%A0%80",
        "%23%3f%2f%5c",
        "%7c",
        "%7Bid%7D",
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        new string('a', 129),
        new string('a', 3000),
        string.Concat(Enumerable.Repeat("%F0%9F%92%A3", 300)),
    ];

    /// <summary>Bodies that a reader of JSON may stumble over.</summary>
    public static string[] Bodies { get; } =
    [
        new string('[', 5000) + new string(']', 5000),
        string.Concat(Enumerable.Repeat("""{"settings":""", 5000)) + "1" + new string('}', 5000),
        """{"name":"a","name":"b","name":null,"limit_usd":"1","limit_usd":"-1"}""",
        Every("1e400"),
        Every("-1e-400"),
        Every("99999999999999999999999999999999999999999999999999"),
        Every("\"\\u0000\""),
        Every("\"\\ud800\""),
        """{"\ud800":1,"settings":{"\udc00":"\udc00"}}""",
        Every("\"' or PartitionKey ne '\""),
        Every("\"a\\r\\nBcc: x@example.org\""),
        Every("\"../../../../etc/passwd\""),
        Every("[]"),
        Every("{}"),
        Every("[null]"),
        Every("null"),
        Every("true"),
        "[null,1,\"\",[],{}]",
        "\"text\"",
        "null",
        "{",
        "",
        "\0\0\0\0",
    ];

    /// <summary>The same value under every name that a route might read.</summary>
    private static string Every(string value) => $"{{{string.Join(',', Fields.Select(field => $"\"{field}\":{value}"))}}}";
}
