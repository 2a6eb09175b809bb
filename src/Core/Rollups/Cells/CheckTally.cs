using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Rollups;

/// <summary>How often each output check passed, failed and did not apply. Merges in any order to the same bytes.</summary>
public sealed class CheckTally
{
    private readonly SortedDictionary<string, CheckCounts> _byName = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, CheckCounts> ByName => _byName;

    public void Add(CheckResult check) => Add(check.Name, CheckCounts.Of(check.Outcome));

    public void Merge(CheckTally other)
    {
        foreach (var (name, counts) in other._byName)
            Add(name, counts);
    }

    internal void Pack(PackedWriter to)
    {
        to.Count(_byName.Count);
        foreach (var (name, counts) in _byName)
            to.Text(name).Count(counts.Pass).Count(counts.Fail).Count(counts.NotApplicable);
    }

    internal static CheckTally Unpack(ref PackedReader from)
    {
        var tally = new CheckTally();
        for (var left = from.Count(); left > 0; left--)
            tally.Add(from.Text(), new CheckCounts(from.Count(), from.Count(), from.Count()));
        return tally;
    }

    private void Add(string name, CheckCounts counts) => _byName[name] = _byName.GetValueOrDefault(name).Plus(counts);
}

/// <summary>Calls by outcome of one check.</summary>
public readonly record struct CheckCounts(long Pass, long Fail, long NotApplicable)
{
    public static CheckCounts Of(CheckOutcome outcome) =>
        outcome switch
        {
            CheckOutcome.Pass => new(1, 0, 0),
            CheckOutcome.Fail => new(0, 1, 0),
            _ => new(0, 0, 1),
        };

    public CheckCounts Plus(CheckCounts other) => new(Pass + other.Pass, Fail + other.Fail, NotApplicable + other.NotApplicable);
}
