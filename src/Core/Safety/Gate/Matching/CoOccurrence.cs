using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>
/// Finds the patterns whose groups all occur near one another: one step for each use of each hit, whatever the distances. Of each group only the nearest
/// occurrence before a hit can matter, so one number a group is enough.
/// </summary>
internal sealed class CoOccurrence
{
    private const int Never = int.MinValue / 2;

    private readonly LiveUses _live = new();
    private int[] _last = [];
    private readonly List<List<int>> _contexts = [];

    /// <summary>Uses of hits looked at so far.</summary>
    public long Work { get; private set; }

    /// <param name="found">By pattern; raised where one is found.</param>
    public void Run(ReadOnlySpan<Hit> hits, PatternSet set, TextPlaces place, Finding[] found)
    {
        if (hits.IsEmpty)
            return;
        Work += hits.Length + _live.Fill(hits, set, place, found);
        if (_live.IsEmpty)
            return;
        Prepare(hits, set);
        foreach (var hit in hits)
        {
            var uses = _live.Of(hit.Literal);
            var kept = 0;
            for (var at = 0; at < uses.Length; at++)
            {
                var (number, group) = uses[at];
                if (found[number] == Finding.Found)
                    continue;
                uses[kept++] = uses[at];
                var pattern = set.Patterns[number];
                if (Completes(pattern, group, hit))
                    found[number] = Judge(pattern, hit, found[number]);
            }
            _live.Keep(hit.Literal, kept);
            Work += uses.Length;
        }
    }

    private void Prepare(ReadOnlySpan<Hit> hits, PatternSet set)
    {
        if (_last.Length < set.SlotCount)
            _last = new int[set.SlotCount];
        Array.Fill(_last, Never);
        foreach (var context in _contexts)
            context.Clear();
        while (_contexts.Count < set.ContextCount)
            _contexts.Add([]);
        foreach (var hit in hits)
        foreach (var context in set.Uses[hit.Literal].Contexts)
            _contexts[context].Add(hit.FirstWord);
    }

    private bool Completes(CompiledPattern pattern, int group, Hit hit)
    {
        if (pattern.Groups == 1)
            return true;
        var within = pattern.Source.Within;
        var slots = _last.AsSpan(pattern.FirstSlot, pattern.Groups);
        if (pattern.Source.Ordered)
        {
            if (group > 0 && !Follows(slots[group - 1], hit, within))
                return false;
            slots[group] = hit.LastWord;
            return group == pattern.Groups - 1;
        }
        slots[group] = hit.LastWord;
        for (var other = 0; other < slots.Length; other++)
            if (other != group && hit.FirstWord - slots[other] > within)
                return false;
        return true;
    }

    private static bool Follows(int last, Hit hit, int within) => last <= hit.FirstWord && hit.FirstWord - last <= within;

    private Finding Judge(CompiledPattern pattern, Hit hit, Finding before)
    {
        for (var at = 0; at < pattern.Contexts.Length; at++)
            if (IsNear(_contexts[pattern.Contexts[at]], hit.LastWord))
                return at < pattern.Exceptions ? before : Finding.Excused;
        return Finding.Found;
    }

    private static bool IsNear(List<int> words, int word)
    {
        var at = words.BinarySearch(word - AllowContexts.Reach);
        at = at < 0 ? ~at : at;
        return at < words.Count && words[at] <= word + AllowContexts.Reach;
    }
}

/// <summary>What became of a pattern in a text; the greater counts.</summary>
internal enum Finding : byte
{
    Absent,
    Excused,
    Found,
}
