namespace LlmMonitor.Core.Cost.Rates;

/// <summary>The rates that a price names. A rate that is not named is null: that is not the same as 0.</summary>
public sealed class RateCard : IEquatable<RateCard>
{
    private readonly decimal?[] rates = new decimal?[RateNames.Count];

    public RateCard(IEnumerable<KeyValuePair<Rate, decimal>> named)
    {
        foreach (var (rate, usd) in named)
        {
            rates[(int)rate] = usd;
        }
    }

    public static RateCard Empty { get; } = new([]);

    public decimal? this[Rate rate] => rates[(int)rate];

    public bool IsEmpty => Array.TrueForAll(rates, rate => rate is null);

    public IEnumerable<KeyValuePair<Rate, decimal>> Named =>
        rates
            .Select((usd, index) => (usd, rate: (Rate)index))
            .Where(pair => pair.usd is not null)
            .Select(pair => KeyValuePair.Create(pair.rate, pair.usd!.Value));

    /// <summary>These rates, and those of <paramref name="below"/> where these say nothing.</summary>
    public RateCard Over(RateCard below) => new(below.Named.Concat(Named));

    public RateCard Times(decimal factor, IReadOnlyCollection<Rate> unchanged) =>
        new(Named.Select(pair => unchanged.Contains(pair.Key) ? pair : KeyValuePair.Create(pair.Key, pair.Value * factor)));

    public bool Equals(RateCard? other) => other is not null && rates.AsSpan().SequenceEqual(other.rates);

    public override bool Equals(object? obj) => Equals(obj as RateCard);

    public override int GetHashCode() => HashCode.Combine(rates[0], rates[1], rates[2]);
}
