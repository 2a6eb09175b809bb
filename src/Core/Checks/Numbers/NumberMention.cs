namespace LlmMonitor.Core.Checks.Numbers;

/// <summary>A number in a text. Its sign is not kept: losses are written in too many ways.</summary>
/// <param name="Value">As written, times its scale word.</param>
/// <param name="Other">The other reading of one separator before three digits (1.234 is 1234 too); null where there is none.</param>
/// <param name="Tolerance">Half of the last place that is written, times the scale: what rounding may hide. 0 for a bare whole number.</param>
/// <param name="Currency">As <see cref="NumberUnits"/> names it; null where none stands beside it.</param>
public sealed record NumberMention(string Text, int Start, int Length, decimal Value, decimal? Other, decimal Tolerance, string? Currency)
{
    public bool IsPercent { get; init; }

    /// <summary>Written with a decimal part or a scale word.</summary>
    public bool IsExact { get; init; }

    /// <summary>A letter hangs before it: a part number, a name.</summary>
    public bool IsPartOfName { get; init; }

    public string Quote => Text.Substring(Start, Length);

    public bool Is(decimal value, decimal tolerance) =>
        Math.Abs(Value - value) <= tolerance || (Other is { } other && Math.Abs(other - value) <= tolerance);
}
