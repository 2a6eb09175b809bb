namespace LlmMonitor.Core.Cost.Rates;

/// <summary>What a model costs from a day on, until the next span starts.</summary>
/// <param name="From">First day (UTC) of this price; null where nobody wrote it down: valid since ever, as far as is known.</param>
/// <param name="Tiers">Other rates for long inputs, by rising threshold; they decide about the whole call.</param>
/// <param name="Hours">Other rates at a time of day.</param>
public sealed record PriceSpan(DateOnly? From, RateCard Rates, IReadOnlyList<ContextTier> Tiers, IReadOnlyList<DayHours> Hours)
{
    /// <summary>Where a price that was entered by hand was read; null where the file's source holds.</summary>
    public string? Source { get; init; }

    /// <summary>When that was; null where the file's date holds.</summary>
    public DateOnly? Checked { get; init; }

    /// <summary>Whether both charge the same, whenever they start and wherever they were read.</summary>
    public bool ChargesAs(PriceSpan other) =>
        Rates.Equals(other.Rates) && Tiers.SequenceEqual(other.Tiers) && Hours.SequenceEqual(other.Hours);
}

/// <summary>Rates of calls whose input passes a size.</summary>
/// <param name="Tokens">The threshold.</param>
/// <param name="Inclusive">True: the threshold itself is charged so ("≥ 200k" at xAI); false: only more is ("&gt; 200k" at Google).</param>
/// <param name="Rates">What changes; the other rates stay.</param>
public sealed record ContextTier(long Tokens, bool Inclusive, RateCard Rates);

/// <summary>Rates from <see cref="Start"/> to before <see cref="End"/>, UTC; what is not named stays.</summary>
public sealed record DayHours(TimeOnly Start, TimeOnly End, RateCard Rates);
