using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Tests.Cost.Monitors;

/// <summary>A call as traffic makes it: gpt-4o, $2.5 and $10 a million tokens, unless told otherwise.</summary>
internal sealed record TrafficCall(
    long Input,
    long Output,
    string? User = null,
    string? Feature = "chat",
    string Model = "gpt-4o",
    double Times = 1,
    bool Priced = true,
    ulong? Prompt = null
)
{
    public decimal Usd => (Input * 2.5m + Output * 10m) / 1_000_000 * (decimal)Times;
}

/// <summary>Minutes of calls one after the other, and the windows that monitors see of them.</summary>
internal sealed class SpendWorld(DateTimeOffset start)
{
    private static readonly Project Project = new("p1", "Test", DateTimeOffset.UnixEpoch);
    private readonly Dictionary<Minute, RollupSet> _minutes = [];
    private readonly Dictionary<Minute, List<(string User, Spend Spend, ulong? Prompt)>> _users = [];
    private readonly Dictionary<Minute, Spend> _history = [];
    private Dictionary<string, UserMinutes> _ofUsers = new(StringComparer.Ordinal);
    private long _id;

    public Minute End { get; private set; } = Minute.Of(start);

    public bool HasHistory { get; init; }

    public void AddMinute(IEnumerable<TrafficCall> calls)
    {
        var set = new RollupSet();
        var users = new List<(string User, Spend Spend, ulong? Prompt)>();
        foreach (var call in calls)
        {
            var kept = Kept(call);
            set.Add(kept, RollupKey.Of(kept));
            if (call.User is { } user)
                users.Add((user, Spend.Of(kept), call.Prompt));
        }
        if (set.Cells.Count > 0)
            _minutes[End] = set;
        foreach (var (user, spend, prompt) in users)
            Of(user).Add(End, spend, prompt);
        _users[End] = users;
        Remember(End.Quarter, set);
        _minutes.Remove(End.Plus(-MonitorWindow.LookBackMinutes));
        _users.Remove(End.Plus(-MonitorWindow.LookBackMinutes));
        End = End.Plus(1);
        if (End.Number % 60 == 0)
            ForgetOldUsers();
    }

    public void Remember(Minute quarter, Spend spend) => _history[quarter] = _history.GetValueOrDefault(quarter).Plus(spend);

    public MonitorWindow Window() =>
        new(Project, End, _minutes, _ofUsers, HasHistory ? _history : new Dictionary<Minute, Spend>(), ThresholdBook.Empty);

    private void Remember(Minute quarter, RollupSet set)
    {
        foreach (var cell in set.Cells.Values)
            Remember(quarter, Spend.Of(cell));
        _history.Remove(quarter.Plus(-28 * Minute.PerDay - Minute.PerQuarter));
    }

    private UserMinutes Of(string user) => _ofUsers.TryGetValue(user, out var minutes) ? minutes : _ofUsers[user] = new UserMinutes();

    private void ForgetOldUsers()
    {
        _ofUsers = new(StringComparer.Ordinal);
        foreach (var (minute, users) in _users)
        foreach (var (user, spend, prompt) in users)
            Of(user).Add(minute, spend, prompt);
    }

    private LlmCall Kept(TrafficCall call) =>
        new()
        {
            RequestId = $"r{_id++}",
            Model = call.Model,
            Timestamp = End.Start.AddSeconds(_id % 60),
            Endpoint = "chat",
            Feature = call.Feature,
            UserId = call.User,
            Usage = new TokenUsage(call.Input, call.Output),
            Cost = call.Priced ? new CallCost(PicoUsd.FromUsd(call.Usd), null, "openai/gpt-4o", null, "v1") : CallCost.NotPriced,
        };
}
