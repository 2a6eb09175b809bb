using System.Buffers;

namespace LlmMonitor.Core.Privacy.Recognisers;

/// <summary>Keys and tokens that start with a prefix of their own. Shapes: the vendors' documentation and their entries in GitHub secret scanning.</summary>
internal static class SecretTokens
{
    private const string KeyEnd = "-----END ";

    /// <summary>Every token has so many characters of <see cref="Any"/> behind its prefix; the head of a PEM block has them itself.</summary>
    public const int ShortestRun = 10;

    // How far a token or a key is followed.
    private const int Longest = 16 * 1024;

    private static readonly SearchValues<char> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> Word = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    );
    private static readonly SearchValues<char> Dotted = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."
    );
    private static readonly SearchValues<char> KeyBody = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n\\"
    );

    /// <summary>What a token may have in it.</summary>
    public static SearchValues<char> Any { get; } =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~+/=%");

    // A longer prefix stands before the shorter one that it starts with.
    private static readonly Shape[] Shapes =
    [
        new("AKIA", "aws_access_key", Upper, 16, 16),
        new("ASIA", "aws_access_key", Upper, 16, 16),
        new("AIza", "google_api_key", Word, 35, 35),
        new("ya29.", "google_oauth", Dotted, 20),
        new("GOCSPX-", "google_oauth", Word, 20),
        new("ghp_", "github", Word, 30),
        new("gho_", "github", Word, 30),
        new("ghu_", "github", Word, 30),
        new("ghs_", "github", Word, 30),
        new("ghr_", "github", Word, 30),
        new("github_pat_", "github", Word, 30),
        new("glpat-", "gitlab", Dotted, 20),
        new("xoxb-", "slack", Word, 10),
        new("xoxp-", "slack", Word, 10),
        new("xoxa-", "slack", Word, 10),
        new("xoxr-", "slack", Word, 10),
        new("xoxs-", "slack", Word, 10),
        new("xoxe-", "slack", Word, 10),
        new("xapp-", "slack", Word, 10),
        new("https://hooks.slack.com/", "slack", Any, 20),
        new("sk_live_", "stripe", Word, 16),
        new("sk_test_", "stripe", Word, 16),
        new("rk_live_", "stripe", Word, 16),
        new("rk_test_", "stripe", Word, 16),
        new("whsec_", "stripe", Any, 20),
        new("sk-ant-", "anthropic", Word, 16),
        new("sk-or-", "openrouter", Word, 16),
        new("sk-", "openai", Word, 20),
        new("hf_", "huggingface", Word, 30),
        new("gsk_", "groq", Word, 30),
        new("xai-", "xai", Word, 40),
        new("pplx-", "perplexity", Word, 40),
        new("r8_", "replicate", Word, 30),
        new("nvapi-", "nvidia", Word, 40),
        new("dapi", "databricks", Hex, 32, 32),
        new("npm_", "npm", Word, 36),
        new("pypi-", "pypi", Word, 50),
        new("SG.", "sendgrid", Dotted, 50),
        new("SK", "twilio", Hex, 32, 32),
        new("AC", "twilio", Hex, 32, 32),
        new("dop_v1_", "digitalocean", Hex, 64),
        new("dckr_pat_", "docker", Word, 20),
        new("hvs.", "vault", Word, 20),
        new("glsa_", "grafana", Word, 30),
        new("lmk_", "llm_monitor", Word, 16),
        new("eyJ", "jwt", Dotted, 30, Parts: 3),
        new("Bearer ", "bearer", Any, 16, KeepPrefix: true),
        new("bearer ", "bearer", Any, 16, KeepPrefix: true),
        new("Basic ", "basic_auth", Any, 16, KeepPrefix: true),
        new("AccountKey=", "azure_storage_key", Any, 40, KeepPrefix: true),
        new("SharedAccessKey=", "azure_shared_access_key", Any, 40, KeepPrefix: true),
        new("sig=", "azure_sas", Any, 30, KeepPrefix: true),
        new("-----BEGIN ", "private_key", KeyBody, 0),
    ];

    public static IEnumerable<string> Prefixes => Shapes.Select(shape => shape.Prefix);

    public static int LongestPrefix { get; } = Shapes.Max(shape => shape.Prefix.Length);

    public static IEnumerable<string> Marks => Shapes.Select(shape => shape.Mark).Distinct();

    /// <param name="at">Where one of the <see cref="Prefixes"/> starts.</param>
    public static Found? At(ReadOnlySpan<char> text, int at)
    {
        foreach (var shape in Shapes)
            if (text[at..].StartsWith(shape.Prefix))
                return shape.Alphabet == KeyBody ? PrivateKey(text, at, shape) : Token(text, at, shape);
        return null;
    }

    private static Found? Token(ReadOnlySpan<char> text, int at, Shape shape)
    {
        // Not inside a token with hyphens or dots, which is read once, from its start.
        if (!Edges.TokenStarts(text, at) || (at > 0 && text[at - 1] is '-' or '.'))
            return null;
        var body = text[(at + shape.Prefix.Length)..];
        body = body[..Math.Min(body.Length, Longest)];
        var length = body.IndexOfAnyExcept(shape.Alphabet);
        body = length < 0 ? body : body[..length];
        body = body.TrimEnd('.');
        var parts = shape.Parts == 0 ? 0 : body.Count('.') + 1;
        if (body.Length < shape.Least || body.Length > shape.Most || parts < shape.Parts || !LooksRandom(body))
            return null;
        var end = at + shape.Prefix.Length + body.Length;
        if (!Edges.TokenEnds(text, end))
            return null;
        return new Found(shape.KeepPrefix ? at + shape.Prefix.Length : at, end, shape.Mark);
    }

    // Words with hyphens (sk-fading-circle-container, sk-2026-annual-report) have no digit, or neither capitals nor a long part.
    private static bool LooksRandom(ReadOnlySpan<char> body)
    {
        if (body.IndexOfAnyInRange('0', '9') < 0)
            return false;
        foreach (var part in body.Split('-'))
            if (body[part].Length >= 16)
                return true;
        return body.IndexOfAnyInRange('A', 'Z') >= 0;
    }

    // A PEM block up to its end line; where that was cut off, as far as the key goes.
    private static Found? PrivateKey(ReadOnlySpan<char> text, int at, Shape shape)
    {
        var head = text[at..Math.Min(text.Length, at + 64)];
        var label = head[shape.Prefix.Length..].IndexOf("-----");
        if (label < 0 || !head.Slice(shape.Prefix.Length, label).Contains("PRIVATE KEY", StringComparison.Ordinal))
            return null;
        var body = at + shape.Prefix.Length + label + 5;
        var near = text[body..Math.Min(text.Length, body + Longest)];
        var end = near.IndexOf(KeyEnd);
        if (end >= 0)
        {
            var close = near[(end + KeyEnd.Length)..].IndexOf("-----");
            end += KeyEnd.Length + (close < 0 ? 0 : close + 5);
        }
        else
            end = near.IndexOfAnyExcept(KeyBody) is var stop and >= 0 ? stop : near.Length;
        return new Found(at, body + end, shape.Mark);
    }

    /// <param name="Parts">How many parts with dots between a token has at least.</param>
    /// <param name="KeepPrefix">The prefix says what it is and stays readable.</param>
    private sealed record Shape(
        string Prefix,
        string Name,
        SearchValues<char> Alphabet,
        int Least,
        int Most = Longest,
        int Parts = 0,
        bool KeepPrefix = false
    )
    {
        public string Mark { get; } = $"[secret:{Name}]";
    }
}
