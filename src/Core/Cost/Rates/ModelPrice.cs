using LlmMonitor.Core.Cost.Names;

namespace LlmMonitor.Core.Cost.Rates;

/// <summary>One model of a provider: what it is called and what it costs, by date.</summary>
/// <param name="Id">Its plain name: what a priced call is reported under.</param>
/// <param name="Names">The names that the source gives it.</param>
/// <param name="Also">Names that were added by hand.</param>
/// <param name="Spans">By rising date. Empty where the model is known but its price is not.</param>
public sealed record ModelPrice(string Id, NameRules Names, IReadOnlyList<string> Also, IReadOnlyList<PriceSpan> Spans)
{
    /// <summary>Where an entry that is kept by hand was read; null for an imported one.</summary>
    public string? Source { get; init; }

    /// <summary>When that was.</summary>
    public DateOnly? Checked { get; init; }

    public IEnumerable<string> ExactNames => Names.Exact.Concat(Also).Prepend(Id);

    /// <summary>The price of a day; null before the first dated price.</summary>
    public PriceSpan? At(DateOnly day) => Spans.LastOrDefault(span => span.From is null || span.From <= day);
}
