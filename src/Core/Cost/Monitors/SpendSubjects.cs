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
    }

    public SpendSeries Project { get; } = new();

    public IReadOnlyDictionary<string, SpendSeries> Features => _features;

    public IReadOnlyDictionary<string, SpendSeries> Models => _models;

    /// <summary>The first minute of the series in which the project is known to have run: a first minute with calls is cut short, and left out.</summary>
    public int From { get; }

    public int FeaturesAndModels => Features.Count + Models.Count;

    /// <summary>Those that spent most of late, and those that did over the whole window: who spent much stays in sight until it is over.</summary>
    public static IEnumerable<KeyValuePair<string, SpendSeries>> Largest(IReadOnlyDictionary<string, SpendSeries> subjects, int most) =>
        subjects
            .OrderByDescending(pair => pair.Value.LastUsd(Recently))
            .Take(most)
            .Union(subjects.OrderByDescending(pair => pair.Value.LastUsd(MonitorWindow.LookBackMinutes)).Take(most));

    public IEnumerable<string> LargestUsers(int most)
    {
        var users = _window.Users.Select(pair => (User: pair.Key, Late: SumOf(pair.Value, _window.End.Plus(-Recently)), All: SumOf(pair.Value, _start))).ToList();
        return users
            .OrderByDescending(user => user.Late)
            .Take(most)
            .Union(users.OrderByDescending(user => user.All).Take(most))
            .Select(user => user.User);
    }

    public SpendSeries SeriesOf(string user)
    {
        var series = new SpendSeries();
        foreach (var (minute, spend) in _window.Users[user].Minutes)
            if (IndexOf(minute) is { } i)
                series.Add(i, Usd(spend), spend.Calls, _costliest.GetValueOrDefault((i, user)));
        return series;
    }

    /// <summary>Of each user that called: the rates of the stretches in which it did.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Stretches()
    {
        var (from, before) = (_start.Plus(From), _window.End.Plus(-SpendBaseline.LeftOutMinutes));
        return _window
            .Users.Select(pair => (pair.Key, Rates: PeerSpend.StretchesOf(pair.Value, from, before)))
            .Where(user => user.Rates.Count > 0)
            .ToDictionary(user => user.Key, user => user.Rates, StringComparer.Ordinal);
    }

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

    private static double SumOf(UserMinutes user, Minute from) => user.Minutes.Where(pair => pair.Key >= from).Sum(pair => Usd(pair.Value));

    private int? IndexOf(Minute minute) => minute >= _start && minute < _window.End ? (int)(minute.Number - _start.Number) : null;

    private void Add(int i, RollupKey key, RollupCell cell)
    {
        var costliest = cell.MostExpensive.Items is [var first, ..] ? Usd(first) : 0;
        foreach (var series in new[] { Project, Of(_features, key.Feature), Of(_models, key.Model) })
            series.Add(i, (double)cell.Cost.Pico / 1e12, cell.Calls, costliest);
        foreach (var item in cell.MostExpensive.Items)
            if (item.Second is { } user)
                _costliest[(i, user)] = Math.Max(_costliest.GetValueOrDefault((i, user)), Usd(item));
    }

    private static double Usd(TopItem item) => (double)item.Score / 1e12;

    private static SpendSeries Of(Dictionary<string, SpendSeries> all, string key) =>
        all.TryGetValue(key, out var series) ? series : all[key] = new SpendSeries();

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
