using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Rollups;

/// <summary>What a number of calls come to: a rollup for each minute of event time, and for each user and hour what each minute cost.</summary>
public sealed class FoldedCalls
{
    public IDictionary<Minute, RollupSet> Minutes { get; } = new SortedDictionary<Minute, RollupSet>();

    public IDictionary<UserHour, UserMinutes> Users { get; } = new Dictionary<UserHour, UserMinutes>();

    /// <summary>How many calls were read for it, duplicates included. A shard's calls only grow.</summary>
    public long Seen { get; private set; }

    public void Add(LlmCall call, RollupKey key)
    {
        Seen++;
        var minute = Minute.Of(call.Timestamp);
        SetOf(minute).Add(call, key);
        var hour = new UserHour(call.UserId, minute.Day, minute.Hour);
        if (!Users.TryGetValue(hour, out var minutes))
            Users[hour] = minutes = new UserMinutes();
        minutes.Add(minute, Spend.Of(call), call.PromptHash);
    }

    public void AddDuplicate(LlmCall call)
    {
        Seen++;
        SetOf(Minute.Of(call.Timestamp)).AddDuplicate();
    }

    private RollupSet SetOf(Minute minute)
    {
        if (!Minutes.TryGetValue(minute, out var set))
            Minutes[minute] = set = new RollupSet();
        return set;
    }
}

/// <param name="UserId">Null for calls without a user.</param>
public readonly record struct UserHour(string? UserId, DateOnly Day, int Hour);
