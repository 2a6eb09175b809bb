using System.Text.Json.Nodes;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>
/// What a person would look up first when spend leaps: who, which feature, which model makes the excess, by more or by costlier calls, and does
/// it look like a loop or a scheduled job. Excess is what was spent in the alarm's window beyond the mean of the usual minutes before.
/// </summary>
public sealed class SpikeInvestigation
{
    private const int Shown = 10;
    private const double MostOf = 0.5;

    /// <summary>As many users do not run away at once by chance: something makes all of them.</summary>
    private const int ManyUsers = 3;
    private readonly MonitorWindow _window;
    private readonly SpendSubjects _subjects;
    private readonly JudgedSpend _whole;
    private readonly int _usersRinging;

    /// <summary>The minutes that stand for what is usual, the same for all, so that the excess of the parts sums to that of the whole.</summary>
    private readonly HashSet<int> _usual;
    private readonly Dictionary<int, List<SpendShare>> _byUser = [];

    /// <param name="tested">All subjects, the project first.</param>
    public SpikeInvestigation(MonitorWindow window, SpendSubjects subjects, IReadOnlyList<JudgedSpend> tested)
    {
        (_window, _subjects, _whole) = (window, subjects, tested[0]);
        _usersRinging = tested.Count(one => one.Result is { Rings: true } && one.Subject.StartsWith("user:", StringComparison.Ordinal));
        var end = subjects.Project.Length - SpendBaseline.LeftOutMinutes;
        _usual =
        [
            .. Enumerable
                .Range(subjects.From, Math.Max(0, end - subjects.From))
                .Where(i => _whole.Baseline?.Includes(subjects.Project.Usd[i]) is not false),
        ];
    }

    /// <summary>One sentence on who or what makes most of the excess.</summary>
    public string LargestOf(JudgedSpend one)
    {
        var window = one.Result!.Minutes;
        var whole = ShareOf("project", _subjects.Project, window);
        var part = ShareOf(one.Subject, one.Series, window);
        var more = new SpikeChange(part);
        var largest = CauseOf(one)["spend:".Length..];
        var share =
            largest == "project" || whole.ExcessUsd <= 0
                ? "no single user, feature or model makes half of the excess"
                : $"{SpendWords.Name(largest, inside: true)} makes {Math.Clamp(SeriesShare(largest, window) / whole.ExcessUsd, 0, 1):0 %} of the project's excess";
        return $"{char.ToUpperInvariant(share[0])}{share[1..]}, {more.Words}.";
    }

    /// <summary>
    /// The user, else the feature, else the model that makes at least half of it; alarms of one cause share it. While the project rings,
    /// its cause is that of all.
    /// </summary>
    public string CauseOf(JudgedSpend one)
    {
        one = _whole.Result is { Rings: true } ? _whole : one;
        var window = one.Result!.Minutes;
        if (one.Subject.StartsWith("user:", StringComparison.Ordinal))
            return _usersRinging < ManyUsers ? $"spend:{one.Subject}" : "spend:project";
        var excess = ShareOf(one.Subject, one.Series, window).ExcessUsd;
        var largest = new[]
        {
            ("user", ByUser(window)),
            ("feature", ByPart(_subjects.Features, window)),
            ("model", ByPart(_subjects.Models, window)),
        }
            .SelectMany(kind =>
                kind.Item2.Where(share => share.Key != RollupKey.None)
                    .Take(1)
                    .Select(share => (Name: $"{kind.Item1}:{share.Key}", share.ExcessUsd))
            )
            .FirstOrDefault(part => part.ExcessUsd >= MostOf * excess);
        return $"spend:{largest.Name ?? one.Subject}";
    }

    public JsonObject EvidenceOf(JudgedSpend one)
    {
        var result = one.Result!;
        var window = result.Minutes;
        var whole = ShareOf("project", _subjects.Project, window);
        var now = _window.Last(window);
        return new JsonObject
        {
            ["window_minutes"] = window,
            ["spend_usd"] = Usd(result.Usd),
            ["usual_usd"] = Usd(result.ExpectedUsd + result.LumpUsd),
            ["ratio"] = Round(result.Ratio),
            ["chance"] = result.Chance,
            ["baseline"] = new JsonObject
            {
                ["source"] = one.Baseline!.Source,
                ["usd_per_minute"] = Usd(one.Baseline.UsdPerMinute),
                ["n_minutes"] = one.Baseline.Minutes,
            },
            ["project_excess_usd"] = Usd(whole.ExcessUsd),
            ["by_user"] = Shares(ByUser(window), whole),
            ["by_feature"] = Shares(ByPart(_subjects.Features, window), whole),
            ["by_model"] = Shares(ByPart(_subjects.Models, window), whole),
            ["top_calls"] = TopCalls(now),
            ["change"] = new SpikeChange(ShareOf(one.Subject, one.Series, window)).ToJson(),
            ["lengths"] = SpikeLengths.ToJson(now, _usual.Select(i => _subjects.MinuteAt(i)), _window),
            ["loop"] = LoopJson(window),
            ["scheduled"] = new ScheduledSignature(_window, _subjects, _whole.Baseline).ToJson(
                ByPart(_subjects.Features, window).FirstOrDefault()?.ExcessUsd / whole.ExcessUsd,
                ByUser(window).FirstOrDefault(share => share.Key == RollupKey.None)?.ExcessUsd / whole.ExcessUsd
            ),
            ["n_unpriced_calls"] = now.Cells.Values.Sum(cell => cell.Unpriced),
        };
    }

    private double SeriesShare(string subject, int window)
    {
        var key = subject[(subject.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return subject[0] switch
        {
            'u' => ShareOf(key, _subjects.SeriesOf(key), window).ExcessUsd,
            'f' => ShareOf(key, _subjects.Features[key], window).ExcessUsd,
            _ => ShareOf(key, _subjects.Models[key], window).ExcessUsd,
        };
    }

    private JsonObject? LoopJson(int window) =>
        ByUser(window).FirstOrDefault(share => share.Key != RollupKey.None) is { } user
        && LoopSignature.Of(_subjects.SeriesOf(user.Key), _subjects.From, _subjects.IdenticalOf(user.Key, LoopSignature.Window)) is { } loop
            ? loop.ToJson($"user:{user.Key}")
            : null;

    private List<SpendShare> ByPart(IReadOnlyDictionary<string, SpendSeries> parts, int window) =>
        [.. parts.Select(pair => ShareOf(pair.Key, pair.Value, window)).OrderByDescending(share => share.ExcessUsd)];

    /// <summary>What no user made stands as (none), so that the shares sum to the whole.</summary>
    private List<SpendShare> ByUser(int window)
    {
        if (_byUser.TryGetValue(window, out var known))
            return known;
        var start = _subjects.Project.Length - window;
        var users = _window
            .Users.Keys.Select(user =>
                ShareOf(user, _subjects.SpendOf(user, i => i >= start), _subjects.SpendOf(user, _usual.Contains), window)
            )
            .ToList();
        var none = users.Aggregate(ShareOf(RollupKey.None, _subjects.Project, window), (rest, user) => rest.Minus(user));
        return _byUser[window] = [.. users.Append(none).OrderByDescending(share => share.ExcessUsd)];
    }

    private SpendShare ShareOf(string key, SpendSeries series, int window)
    {
        var (usd, calls) = (0.0, 0L);
        foreach (var i in _usual)
            (usd, calls) = (usd + series.Usd[i], calls + series.Calls[i]);
        return ShareOf(key, (series.LastUsd(window), series.LastCalls(window)), (usd, calls), window);
    }

    private SpendShare ShareOf(string key, (double Usd, long Calls) now, (double Usd, long Calls) usual, int window)
    {
        var scale = _usual.Count == 0 ? 0 : (double)window / _usual.Count;
        return new(key, now.Usd, now.Calls, usual.Usd * scale, usual.Calls * scale);
    }

    private static JsonArray Shares(List<SpendShare> shares, SpendShare whole)
    {
        var shown = shares.Take(Shown).ToList();
        if (shares.FirstOrDefault(share => share.Key == RollupKey.None) is { Calls: > 0 } none && !shown.Contains(none))
            shown.Add(none);
        var rest = shares
            .Except(shown)
            .Aggregate((SpendShare?)null, (sum, share) => sum is null ? share with { Key = RollupKey.Other } : sum.Plus(share));
        return
        [
            .. (rest is null ? shown : shown.Append(rest)).Select(share => new JsonObject
            {
                ["key"] = share.Key,
                ["spend_usd"] = Usd(share.Usd),
                ["usual_usd"] = Usd(share.UsualUsd),
                ["excess_usd"] = Usd(share.ExcessUsd),
                ["share_of_excess"] = whole.ExcessUsd > 0 ? Round(share.ExcessUsd / whole.ExcessUsd) : null,
                ["n_calls"] = share.Calls,
            }),
        ];
    }

    private static JsonArray TopCalls(RollupSet now) =>
        [
            .. now
                .Cells.SelectMany(pair => pair.Value.MostExpensive.Items.Select(item => (pair.Key, Item: item)))
                .OrderBy(call => call.Item)
                .Take(Shown)
                .Select(call => new JsonObject
                {
                    ["request_id"] = call.Item.Id,
                    ["cost_usd"] = new PicoUsd(call.Item.Score).ToString(),
                    ["user"] = call.Item.Second ?? RollupKey.None,
                    ["feature"] = call.Key.Feature,
                    ["model"] = call.Key.Model,
                    ["at"] = call.Item.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
                }),
        ];

    /// <summary>An estimate; no more digits than it deserves.</summary>
    private static string Usd(double usd) => PicoUsd.FromUsd(Math.Round((decimal)usd, 6)).ToString();

    private static double Round(double value) => Math.Round(value, 4);
}

/// <summary>What a part spent in a window, and what it usually does in as many minutes.</summary>
public sealed record SpendShare(string Key, double Usd, long Calls, double UsualUsd, double UsualCalls)
{
    public double ExcessUsd => Usd - UsualUsd;

    public SpendShare Plus(SpendShare other) =>
        new(Key, Usd + other.Usd, Calls + other.Calls, UsualUsd + other.UsualUsd, UsualCalls + other.UsualCalls);

    public SpendShare Minus(SpendShare other) =>
        new(Key, Usd - other.Usd, Calls - other.Calls, UsualUsd - other.UsualUsd, UsualCalls - other.UsualCalls);
}
