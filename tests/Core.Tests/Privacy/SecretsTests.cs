using LlmMonitor.Core.Privacy;
using Xunit;

namespace LlmMonitor.Core.Tests.Privacy;

/// <summary>Secrets are put together here from prefix and body, so that no scanner takes this file for a leak.</summary>
public class SecretsTests
{
    private const string Letters = "aB3dE5gH7jK9mN2pQ4sT6vW8yZ1cX0fR";

    [Theory]
    [InlineData("aws_access_key", "AKIA", "IOSFODNN7EXAMPLE")]
    [InlineData("aws_access_key", "ASIA", "IOSFODNN7EXAMPLE")]
    [InlineData("google_api_key", "AIza", "*35")]
    [InlineData("google_oauth", "ya29.", "*64")]
    [InlineData("github", "ghp_", "*36")]
    [InlineData("github", "gho_", "*36")]
    [InlineData("github", "ghs_", "*36")]
    [InlineData("github", "github_pat_", "*82")]
    [InlineData("gitlab", "glpat-", "*20")]
    [InlineData("slack", "xoxb-", "123456789012-123456789012-*24")]
    [InlineData("slack", "https://hooks.slack.com/", "services/T0000000/B0000000/*24")]
    [InlineData("stripe", "sk_live_", "*24")]
    [InlineData("stripe", "rk_live_", "*24")]
    [InlineData("openai", "sk-", "*48")]
    [InlineData("openai", "sk-", "proj-*64")]
    [InlineData("openai", "sk-", "0123456789abcdef0123456789abcdef")]
    [InlineData("anthropic", "sk-ant-", "api03-*64")]
    [InlineData("openrouter", "sk-or-", "v1-*64")]
    [InlineData("huggingface", "hf_", "*34")]
    [InlineData("groq", "gsk_", "*52")]
    [InlineData("xai", "xai-", "*80")]
    [InlineData("perplexity", "pplx-", "*48")]
    [InlineData("replicate", "r8_", "*37")]
    [InlineData("databricks", "dapi", "0123456789abcdef0123456789abcdef")]
    [InlineData("npm", "npm_", "*36")]
    [InlineData("pypi", "pypi-", "AgEI*80")]
    [InlineData("sendgrid", "SG.", "*22.*43")]
    [InlineData("twilio", "SK", "0123456789abcdef0123456789abcdef")]
    [InlineData("twilio", "AC", "0123456789abcdef0123456789abcdef")]
    [InlineData("jwt", "eyJ", "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.*43")]
    [InlineData("llm_monitor", "lmk_", "*40")]
    public void A_key_with_a_prefix_of_its_own(string kind, string prefix, string body)
    {
        var secret = prefix + Filled(body);
        var mark = $"[secret:{kind}]";
        AssertRedacted(mark, secret);
        AssertRedacted($"Use {mark}, or ask.", $"Use {secret}, or ask.");
        AssertRedacted($"It is {mark}.", $"It is {secret}.");
        AssertRedacted($"{{\"text\":\"x\\n{mark}\"}}", $"{{\"text\":\"x\\n{secret}\"}}");
        AssertRedacted($"({mark})", $"({secret})");
    }

    [Theory]
    [InlineData("Authorization: Bearer *40", "Authorization: Bearer [secret:bearer]")]
    [InlineData("Authorization: Basic *40", "Authorization: Basic [secret:basic_auth]")]
    [InlineData("AccountName=x;AccountKey=*86==;EndpointSuffix=y", "AccountName=x;AccountKey=[secret:azure_storage_key];EndpointSuffix=y")]
    [InlineData("SharedAccessKey=*43=", "SharedAccessKey=[secret:azure_shared_access_key]")]
    [InlineData("https://x.example/?sv=2024&sig=*40%3D&se=1", "https://x.example/?sv=2024&sig=[secret:azure_sas]&se=1")]
    [InlineData("aws_secret_access_key = *40", "aws_secret_access_key = [secret:aws_secret_key]")]
    [InlineData("AWS_SECRET_ACCESS_KEY=\"*40\"", "AWS_SECRET_ACCESS_KEY=\"[secret:aws_secret_key]\"")]
    [InlineData("postgres://app:s3cr3t@db:5432/x", "postgres://app:[secret:password]@db:5432/x")]
    [InlineData("https://user:hunter2@example.com/", "https://user:[secret:password]@example.com/")]
    public void A_key_in_its_place(string text, string expected) => AssertRedacted(expected, Filled(text));

    [Theory]
    [InlineData("password=hunter2", "password=[secret:password]")]
    [InlineData("password: hunter2", "password: [secret:password]")]
    [InlineData("Password: S0mmer!, thanks", "Password: [secret:password], thanks")]
    [InlineData("DB_PASSWORD='let me in'", "DB_PASSWORD='[secret:password]'")]
    [InlineData("{\"password\": \"swordfish\"}", "{\"password\": \"[secret:password]\"}")]
    [InlineData("{\\\"password\\\": \\\"swordfish\\\"}", "{\\\"password\\\": \\\"[secret:password]\\\"}")]
    [InlineData("Server=x;Pwd=letmein;Database=y", "Server=x;Pwd=[secret:password];Database=y")]
    [InlineData("mein Passwort: Geheim#7", "mein Passwort: [secret:password]")]
    [InlineData("**Password:** hunter2", "**Password:** [secret:password]")]
    [InlineData("api_key: abc123def456", "api_key: [secret:key]")]
    [InlineData("X-Api-Key: 0f8fad5bd9cb469fa16570867728950e", "X-Api-Key: [secret:key]")]
    [InlineData("?access_token=a1b2c3d4e5f6&x=1", "?access_token=[secret:key]&x=1")]
    [InlineData("client_secret=\"Zk8~x1.q\"", "client_secret=\"[secret:key]\"")]
    public void The_value_behind_a_telling_name(string text, string expected) => AssertRedacted(expected, text);

    [Theory]
    [InlineData("RSA PRIVATE KEY")]
    [InlineData("PRIVATE KEY")]
    [InlineData("OPENSSH PRIVATE KEY")]
    [InlineData("EC PRIVATE KEY")]
    public void A_private_key_with_its_frame(string label)
    {
        var begin = $"-----BEGIN {label}-----";
        var body = string.Join('\n', Enumerable.Repeat(Letters + Letters, 8));
        AssertRedacted("key:\n[secret:private_key]\nbye", $"key:\n{begin}\n{body}\n-----END {label}-----\nbye");
        AssertRedacted("[secret:private_key]", $"{begin}\n{body}");
        AssertRedacted(
            "{\"k\":\"[secret:private_key]\"}",
            $"{{\"k\":\"{begin}\\n{body.Replace("\n", "\\n", StringComparison.Ordinal)}\\n-----END {label}-----\"}}"
        );
    }

    private static void AssertRedacted(string expected, string text)
    {
        Assert.Equal(expected, Redactor.Redact(text));
        Assert.Equal(expected, Redactor.Redact(expected));
    }

    // *40 stands for forty characters.
    private static string Filled(string shape)
    {
        var star = shape.IndexOf('*', StringComparison.Ordinal);
        if (star < 0 || !char.IsAsciiDigit(shape[star + 1]))
            return shape;
        var end = star + 1;
        while (end < shape.Length && char.IsAsciiDigit(shape[end]))
            end++;
        var body = string.Concat(Enumerable.Repeat(Letters, 4))[..int.Parse(shape[(star + 1)..end])];
        return shape[..star] + body + Filled(shape[end..]);
    }
}
