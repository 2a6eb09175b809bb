using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>Of each literal that stands in a text, the uses that can still lead to something: those of patterns whose groups all occur somewhere in it.</summary>
internal sealed class LiveUses
{
    private readonly List<int> _literals = [];
    private (int First, int Count)[] _spans = [];
    private int[] _groups = [];
    private (int Pattern, int Group)[] _uses = new (int, int)[256];
    private int _count;

    public bool IsEmpty => _count == 0;

    public Span<(int Pattern, int Group)> Of(int literal) => _uses.AsSpan(_spans[literal].First, _spans[literal].Count);

    /// <summary>Only the first so many of a literal's uses are of interest any more.</summary>
    public void Keep(int literal, int count) => _spans[literal].Count = count;

    /// <returns>How many uses were looked at: each literal's once, however often it occurs.</returns>
    public long Fill(ReadOnlySpan<Hit> hits, PatternSet set, TextPlaces place, ReadOnlySpan<Finding> found)
    {
        if (_spans.Length < set.Uses.Length)
            _spans = new (int, int)[set.Uses.Length];
        if (_groups.Length < set.Patterns.Length)
            _groups = new int[set.Patterns.Length];
        Array.Clear(_spans);
        Array.Clear(_groups);
        _literals.Clear();
        _count = 0;
        foreach (var hit in hits)
        {
            if (_spans[hit.Literal].First < 0)
                continue;
            _spans[hit.Literal].First = -1;
            _literals.Add(hit.Literal);
            foreach (var (pattern, group) in set.Uses[hit.Literal].Groups)
                _groups[pattern] |= 1 << group;
        }
        var work = 0L;
        foreach (var literal in _literals)
        {
            var first = _count;
            foreach (var use in set.Uses[literal].Groups)
            {
                var pattern = set.Patterns[use.Pattern];
                work++;
                if (
                    found[use.Pattern] == Finding.Found
                    || (pattern.Source.In & place) == TextPlaces.None
                    || _groups[use.Pattern] != (1 << pattern.Groups) - 1
                )
                    continue;
                if (_count == _uses.Length)
                    Array.Resize(ref _uses, _count * 2);
                _uses[_count++] = use;
            }
            _spans[literal] = (first, _count - first);
        }
        return work;
    }
}
