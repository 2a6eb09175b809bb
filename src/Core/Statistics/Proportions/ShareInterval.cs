namespace LlmMonitor.Core.Statistics;

/// <summary>What a share may be, at 95 % confidence.</summary>
public sealed record ShareInterval(double Low, double High)
{
    /// <summary>Clopper and Pearson's; null where there is nothing to take a share of.</summary>
    public static ShareInterval? Of(long hits, long n)
    {
        if (n == 0)
            return null;
        var (low, high) = BinomialInterval.ClopperPearson(hits, n);
        return new(low, high);
    }
}
