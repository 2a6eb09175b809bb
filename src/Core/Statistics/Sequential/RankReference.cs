namespace LlmMonitor.Core.Statistics.Sequential;

/// <summary>
/// The values against which new ones are ranked. The p-value of a new value among m old ones, p = (#{old &lt; x} + U·(#{old = x} + 1)) / (m + 1),
/// is exactly uniform where old and new are exchangeable, with any ties, and independent of the p-values before it as long as every value that was
/// ranked joins the reference (Vovk, Gammerman and Shafer, <i>Algorithmic Learning in a Random World</i>, 2005, 2.1). A reference that stays as it
/// was breaks this: its own sampling error is mistaken for a change.
/// </summary>
public sealed class RankReference
{
    private readonly List<float> _sorted = [];

    public int Count => _sorted.Count;

    /// <summary>The middle value, the lower of two; NaN where there is none.</summary>
    public float Median => _sorted.Count == 0 ? float.NaN : _sorted[(_sorted.Count - 1) / 2];

    public double Mean => _sorted.Count == 0 ? double.NaN : _sorted.Average(value => (double)value);

    public void Add(float value) => _sorted.Insert(Below(value), value);

    public void AddRange(IEnumerable<float> values)
    {
        _sorted.AddRange(values);
        _sorted.Sort();
    }

    /// <exception cref="ArgumentException">There is no such value.</exception>
    public void Remove(float value)
    {
        var at = Below(value);
        if (at == _sorted.Count || _sorted[at] != value)
            throw new ArgumentException($"{value} is not in this reference of {_sorted.Count} values.", nameof(value));
        _sorted.RemoveAt(at);
    }

    /// <param name="uniform">In 0 to 1, drawn anew for each value: it breaks ties. With 0.5 the mid-rank.</param>
    public double PValue(float value, double uniform)
    {
        var below = Below(value);
        return (below + uniform * (NotAbove(value) - below + 1)) / (_sorted.Count + 1);
    }

    /// <summary>The mid-rank of a value that is itself in the reference, as a share.</summary>
    public double OwnRank(float value) => (Below(value) + NotAbove(value)) / (2.0 * _sorted.Count);

    private int Below(float value)
    {
        var (low, high) = (0, _sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_sorted[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private int NotAbove(float value)
    {
        var (low, high) = (0, _sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_sorted[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
