using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>How spend is written in a sentence.</summary>
internal static class SpendWords
{
    /// <summary>Three digits that count: $0.0123, $4.56, $1234.</summary>
    public static string Usd(double usd) =>
        usd == 0 ? "$0"
        : Math.Abs(usd) >= 100 ? $"${usd:0}"
        : Math.Abs(usd) >= 1 ? $"${usd:0.00}"
        : $"${usd.ToString("0." + new string('0', Math.Min(9, 2 - (int)Math.Floor(Math.Log10(Math.Abs(usd))))))}";

    /// <summary>As it begins a sentence, or stands inside one.</summary>
    public static string Name(string subject, bool inside = false)
    {
        var colon = subject.IndexOf(':', StringComparison.Ordinal);
        var (kind, key) = colon < 0 ? (subject, null) : (subject[..colon], subject[(colon + 1)..]);
        var name = key switch
        {
            null => "the project",
            RollupKey.None when kind == "user" => "calls without a user",
            RollupKey.None => $"calls without a {kind}",
            _ => $"{kind} {key}",
        };
        return inside ? name : char.ToUpperInvariant(name[0]) + name[1..];
    }
}
