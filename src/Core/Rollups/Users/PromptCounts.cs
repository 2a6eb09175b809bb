using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// How many of a number of calls had one and the same prompt. Each call falls into one of eight groups by the hash of its prompt; a group knows
/// how many calls it holds, and the least and the greatest hash among them. Where these are equal, all its calls had one prompt: what is
/// counted so is exact, and what shares its group with another prompt is left out. At most 89 bytes, 105 where a group holds
/// 16,384 calls in its minute, and merging in any order gives the same bytes, which a list of the commonest prompts would not.
/// </summary>
public sealed class PromptCounts
{
    private const int Groups = 8;
    private readonly (long Calls, uint Least, uint Greatest)[] _groups = new (long, uint, uint)[Groups];

    /// <param name="promptHash">Of which 32 bits are used: two prompts of one user's minute share them with a chance of one in a hundred million.</param>
    public void Add(ulong promptHash)
    {
        var hash = (uint)promptHash;
        Add((int)(hash % Groups), (1, hash, hash));
    }

    public void Merge(PromptCounts other)
    {
        for (var group = 0; group < Groups; group++)
            if (other._groups[group].Calls > 0)
                Add(group, other._groups[group]);
    }

    /// <summary>The prompts that are surely alone in their group, with the number of their calls.</summary>
    public IEnumerable<(uint Prompt, long Calls)> Single() =>
        _groups.Where(group => group.Calls > 0 && group.Least == group.Greatest).Select(group => (group.Least, group.Calls));

    internal void Pack(PackedWriter to)
    {
        var mask = 0;
        for (var group = 0; group < Groups; group++)
            if (_groups[group].Calls > 0)
                mask |= 1 << group;
        to.Byte((byte)mask);
        foreach (var (calls, least, greatest) in _groups.Where(group => group.Calls > 0))
            to.Count(calls).Count(least).Count(greatest - least);
    }

    internal static PromptCounts Unpack(ref PackedReader from)
    {
        var counts = new PromptCounts();
        var mask = from.Byte();
        for (var group = 0; group < Groups; group++)
            if ((mask >> group & 1) == 1)
            {
                var (calls, least, more) = (from.Count(), (uint)from.Count(), (uint)from.Count());
                counts._groups[group] = (calls, least, least + more);
            }
        return counts;
    }

    private void Add(int group, (long Calls, uint Least, uint Greatest) more)
    {
        var kept = _groups[group];
        _groups[group] =
            kept.Calls == 0 ? more : (kept.Calls + more.Calls, Math.Min(kept.Least, more.Least), Math.Max(kept.Greatest, more.Greatest));
    }
}
