using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Rollups;

/// <summary>What one user spent in each minute of an hour, and how alike the prompts were. Merges in any order to the same bytes.</summary>
public sealed class UserMinutes
{
    private const byte Version = 2;
    private readonly SortedDictionary<Minute, Spend> _minutes = [];
    private readonly SortedDictionary<Minute, PromptCounts> _prompts = [];

    public IReadOnlyDictionary<Minute, Spend> Minutes => _minutes;

    /// <summary>Of the minutes with calls that came with their prompt.</summary>
    public IReadOnlyDictionary<Minute, PromptCounts> Prompts => _prompts;

    /// <param name="promptHash">Null where the call came without its prompt.</param>
    public void Add(Minute minute, Spend spend, ulong? promptHash = null)
    {
        _minutes[minute] = _minutes.GetValueOrDefault(minute).Plus(spend);
        if (promptHash is { } hash)
            PromptsOf(minute).Add(hash);
    }

    public void Merge(UserMinutes other) => Merge(other, _ => true);

    /// <summary>Takes over the minutes that pass the filter.</summary>
    public void Merge(UserMinutes other, Func<Minute, bool> filter)
    {
        foreach (var (minute, spend) in other._minutes)
            if (filter(minute))
                Add(minute, spend);
        foreach (var (minute, prompts) in other._prompts)
            if (filter(minute))
                PromptsOf(minute).Merge(prompts);
    }

    /// <summary>Without what the prompts were like.</summary>
    public UserMinutes SpendAlone()
    {
        var alone = new UserMinutes();
        foreach (var (minute, spend) in _minutes)
            alone.Add(minute, spend);
        return alone;
    }

    /// <summary>The commonest prompt of a span of minutes: how many calls surely had it.</summary>
    public long Identical(Minute from, Minute before)
    {
        var calls = new Dictionary<uint, long>();
        foreach (var (minute, prompts) in _prompts)
            if (minute >= from && minute < before)
                foreach (var (prompt, count) in prompts.Single())
                    calls[prompt] = calls.GetValueOrDefault(prompt) + count;
        return calls.Values.DefaultIfEmpty(0).Max();
    }

    public byte[] ToBytes()
    {
        var to = new PackedWriter().Byte(Version).Count(_minutes.Count);
        foreach (var (minute, spend) in _minutes)
        {
            to.Count(minute.Number);
            spend.Pack(to);
        }
        to.Count(_prompts.Count);
        foreach (var (minute, prompts) in _prompts)
            prompts.Pack(to.Count(minute.Number));
        return to.ToArray();
    }

    public static UserMinutes FromBytes(ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes, "the spend of a user");
        if (from.Byte() is var version && version > Version)
            throw from.Fault($"version {version} is newer than this program reads");
        var minutes = new UserMinutes();
        for (var left = from.Count(); left > 0; left--)
            minutes.Add(new Minute(from.Count()), Spend.Unpack(ref from));
        for (var left = version < 2 ? 0 : from.Count(); left > 0; left--)
            minutes._prompts[new Minute(from.Count())] = PromptCounts.Unpack(ref from);
        from.End();
        return minutes;
    }

    private PromptCounts PromptsOf(Minute minute) =>
        _prompts.TryGetValue(minute, out var prompts) ? prompts : _prompts[minute] = new PromptCounts();
}
