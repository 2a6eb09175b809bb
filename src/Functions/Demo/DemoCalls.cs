using LlmMonitor.Core.Calls;

namespace LlmMonitor.Functions.Demo;

/// <summary>
/// Plausible calls of a small company: four features, five models (one of which nobody has a price for), sixty users, office hours. Drawn from a seed and
/// the day, so that filling twice adds nothing.
/// </summary>
internal static class DemoCalls
{
    private static readonly DemoFeature[] Features =
    [
        new("support-chat", "chat", "gpt-4o-mini", "openai", "v7", 0.45, 900, 220, 0.35),
        new("contract-summary", "chat", "gpt-4o", "openai", "v12", 0.25, 6000, 450, 0.6),
        new("invoice-dates", "extract", "claude-sonnet-4-5", "anthropic", "v3", 0.2, 2500, 90, 0.7),
        new("weekly-digest", "batch", "gemini-2.5-flash", "google", "v2", 0.08, 18000, 900, 0.9),
        new("code-review", "chat", "acme-coder-2", "acme", "v1", 0.02, 3000, 300, 0.5),
    ];

    public static IEnumerable<LlmCall> OfDay(DateOnly day, int count)
    {
        var dice = new Random(day.DayNumber);
        var midnight = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        for (var i = 0; i < count; i++)
            yield return Draw($"demo-{day:yyyyMMdd}-{i:d5}", midnight.AddSeconds(SecondOfDay(dice)), dice);
    }

    /// <summary>Two of three calls fall into office hours, around eleven and three.</summary>
    private static double SecondOfDay(Random dice)
    {
        var hour = dice.NextDouble() < 0.33 ? dice.NextDouble() * 24 : (dice.NextDouble() < 0.55 ? 11 : 15) + Normal(dice) * 1.6;
        return Math.Clamp(hour, 0, 23.999) * 3600;
    }

    private static LlmCall Draw(string id, DateTimeOffset at, Random dice)
    {
        var feature = Pick(dice);
        var input = (long)(feature.InputTokens * Math.Exp(Normal(dice) * 0.5)) + 1;
        var output = (long)(feature.OutputTokens * Math.Exp(Normal(dice) * 0.6)) + 1;
        var ttft = feature.TtftSeconds * Math.Exp(Normal(dice) * 0.4);
        var failed = dice.NextDouble() < 0.012;
        return new LlmCall
        {
            RequestId = id,
            Timestamp = at,
            Provider = feature.Provider,
            Model = feature.Model,
            Endpoint = feature.Endpoint,
            Feature = feature.Name,
            PromptVersion = feature.PromptVersion,
            // A few users make most calls.
            UserId = $"user{(int)(60 * Math.Pow(dice.NextDouble(), 2)):d2}",
            Usage = failed ? TokenUsage.Unknown : new TokenUsage(input, output, CacheRead: dice.NextDouble() < 0.3 ? input / 2 : 0),
            TtftSeconds = failed ? null : ttft,
            TotalSeconds = failed ? 30 : ttft + output * 0.012 * Math.Exp(Normal(dice) * 0.2),
            FinishReason = failed ? null : "stop",
            Error = failed ? new CallError(dice.NextDouble() < 0.5 ? CallErrorType.Timeout : CallErrorType.RateLimit, null, null) : null,
        };
    }

    private static DemoFeature Pick(Random dice)
    {
        var at = dice.NextDouble();
        return Features.FirstOrDefault(feature => (at -= feature.Share) < 0) ?? Features[0];
    }

    /// <summary>A standard normal number (Box and Muller 1958).</summary>
    private static double Normal(Random dice) =>
        Math.Sqrt(-2 * Math.Log(1 - dice.NextDouble())) * Math.Cos(2 * Math.PI * dice.NextDouble());

    private sealed record DemoFeature(
        string Name,
        string Endpoint,
        string Model,
        string Provider,
        string PromptVersion,
        double Share,
        int InputTokens,
        int OutputTokens,
        double TtftSeconds
    );
}
