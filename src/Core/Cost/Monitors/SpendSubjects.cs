using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>The spend of a window, minute by minute, as a whole and by feature, model and user.</summary>
public sealed class SpendSubjects
{
    private const int Recently = 15;
    private readonly MonitorWindow _window;
    private readonly Minute _start;
    private readonly Dictionary<string, SpendSeries> _features = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SpendSeries> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Minute, string User), double> _costliest = [];

    public SpendSubjects(MonitorWindow window)
    {
        _window = window;
        _start = window.End.Plus(-MonitorWindow.LookBackMinutes);
        foreach (var (minute, set) in window.Minutes)
            if (IndexOf(minute) is { } i)
                foreach (var (key, cell) in set.Cells)
                    Add(i, key, cell);
        From = FirstKnown();
        Users = [.. window.Users.Select(pair => SumsOf(pair.Key, pair.Value))];
    }

    public SpendSeries Project { get; } = new();

    public IReadOnlyDictionary<string, SpendSeries> Features => _features;

    public IReadOnlyDictionary<string, SpendSeries> Models => _models;

    /// <summary>The first minute of the series in which the project is known to have run: a first minute with calls is cut short, and left out.</summary>
    public int From { get; }

    public IReadOnlyList<UserSums> Users { get; }

    /// <summary>How many stretches of ten minutes a user is looked at in, those without calls too.</summary>
    public int StretchesOfUsers => SpendBaseline.BlocksOf(Project.Length - SpendBaseline.LeftOutMinutes - From);

    public int FeaturesAndModels => Features.Count + Models.Count;

    /// <summary>Those that spent most of late, and those that did over the whole window: who spent much stays in sight until it is over.</summary>
    public static IEnumerable<KeyValuePair<string, SpendSeries>> Largest(IReadOnlyDictionary<string, SpendSeries> subjects, int most) =>
        subjects
            .OrderByDescending(pair => pair.Value.LastUsd(Recently))
            .Take(most)
            .Union(subjects.OrderByDescending(pair => pair.Value.LastUsd(MonitorWindow.LookBackMinutes)).Take(most));

    public IEnumerable<UserSums> LargestUsers(int most) =>
        Users
            .OrderByDescending(user => user.LateUsd)
            .Take(most)
            .UnionBy(Users.OrderByDescending(user => user.Usd).Take(most), user => user.User);

    public SpendSeries SeriesOf(string user)
    {
        var series = new SpendSeries();
        foreach (var (minute, spend) in _window.Users[user].Minutes)
            if (IndexOf(minute) is { } i)
            {
                series.Add(i, Usd(spend), spend.Calls);
                series.See(i, _costliest.GetValueOrDefault((i, user)));
            }
        return series;
    }

    /// <summary>How many of a user's calls in the last minutes surely had one and the same prompt.</summary>
    public long IdenticalOf(string user, int minutes) => _window.Users[user].Identical(_window.End.Plus(-minutes), _window.End);

    /// <summary>What a user spent, and in how many calls, in each of the given minutes.</summary>
    public (double Usd, long Calls) SpendOf(string user, Func<int, bool> minutes)
    {
        var (usd, calls) = (0.0, 0L);
        foreach (var (minute, spend) in _window.Users[user].Minutes)
            if (IndexOf(minute) is { } i && minutes(i))
                (usd, calls) = (usd + Usd(spend), calls + spend.Calls);
        return (usd, calls);
    }

    public Minute MinuteAt(int index) => _start.Plus(index);

    private static double Usd(Spend spend) => (double)spend.Cost.Pico / 1e12;

    private int? IndexOf(Minute minute) => minute >= _start && minute < _window.End ? (int)(minute.Number - _start.Number) : null;

    private void Add(int i, RollupKey key, RollupCell cell)
    {
        foreach (var series in new[] { Project, Of(_features, key.Feature), Of(_models, key.Model) })
        {
            series.Add(i, (double)cell.Cost.Pico / 1e12, cell.Calls);
            foreach (var item in cell.MostExpensive.Items)
                series.See(i, Usd(item));
        }
        foreach (var item in cell.MostExpensive.Items)
            if (item.Second is { } user)
                _costliest[(i, user)] = Math.Max(_costliest.GetValueOrDefault((i, user)), Usd(item));
    }

    private static double Usd(TopItem item) => (double)item.Score / 1e12;

    private static SpendSeries Of(Dictionary<string, SpendSeries> all, string key) =>
        all.TryGetValue(key, out var series) ? series : all[key] = new SpendSeries();

    /// <summary>One pass over a user's minutes: there may be many users.</summary>
    private UserSums SumsOf(string user, UserMinutes minutes)
    {
        var (usd, late, before) = (0.0, 0.0, Project.Length - SpendBaseline.LeftOutMinutes);
        var stretches = new Stretch[StretchesOfUsers];
        foreach (var (minute, spend) in minutes.Minutes)
        {
            if (IndexOf(minute) is not { } i)
                continue;
            var cost = Usd(spend);
            usd += cost;
            late += i >= Project.Length - Recently ? cost : 0;
            if (i >= From && i < before && (before - 1 - i) / SpendBaseline.BlockMinutes is var block && block < stretches.Length)
                stretches[block] = new(stretches[block].Usd + cost, stretches[block].Calls + spend.Calls);
        }
        return new(user, usd, late, [.. stretches.Where(stretch => stretch.Usd > 0)]);
    }

    private int FirstKnown()
    {
        if (SpendHistory.FirstOf(_window.History) is { } first && first < _start)
            return 0;
        var i = 0;
        while (i < Project.Length && Project.Calls[i] == 0)
            i++;
        return i == 0 ? 0 : i + 1;
    }
}

/// <param name="LateUsd">In the last quarter of an hour.</param>
/// <param name="Stretches">Each stretch of ten minutes, counted back from the end of the baseline, in which the user spent something.</param>
public sealed record UserSums(string User, double Usd, double LateUsd, IReadOnlyList<Stretch> Stretches);

/// <summary>What a user did in ten minutes.</summary>
public readonly record struct Stretch(double Usd, long Calls);
