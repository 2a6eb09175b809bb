using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Feedback;

/// <summary>
/// Looks each hour whether users are less satisfied, or correct more, than in the four weeks before, and leaves what it sees as findings. Ratings of one
/// rater within six hours are one voice, so that nobody can ring it alone.
/// </summary>
public sealed class FeedbackWatch(FeedbackStore store, RollupReader rollups, FindingStore findings, IOptions<FeedbackOptions> options)
{
    public const string Source = "feedback";
    public const string SatisfactionDrop = "satisfaction_drop";
    public const string CorrectionRise = "correction_rise";
    private const string Project = "project";

    /// <summary>Two runs may be missed.</summary>
    private static readonly TimeSpan Valid = TimeSpan.FromHours(3);

    /// <summary>So that feedback on calls that come late is joined.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(15);

    public async Task RunAsync(Project project, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(project);
        var oldest = ChangeWindow.OldestAt(now, Settle);
        var items = await store
            .ReadAsync(project.Id, oldest, now, cancellation)
            .Where(item => item.Call is not null)
            .ToListAsync(cancellation);
        var verdicts = items.Count == 0 ? [] : await JudgeAsync(project.Id, items, oldest, now, cancellation);
        await findings.PutAsync(project.Id, Source, "rates", verdicts, now + Valid, cancellation);
    }

    private async Task<IReadOnlyList<Verdict>> JudgeAsync(
        string projectId,
        IReadOnlyList<FeedbackItem> items,
        DateTimeOffset oldest,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var subjects = MostRated(items).Prepend(null).ToList();
        var days = await DaysAsync(projectId, oldest, now, cancellation);
        return
        [
            .. subjects.Select(endpoint => Satisfaction(Of(items, endpoint), endpoint, subjects.Count, now)),
            .. subjects.Select(endpoint => Corrections(Of(items, endpoint), days, endpoint, subjects.Count, now)),
        ];
    }

    /// <summary>Voices by six hours: a rater's ratings in them are one, negative where at least half of them are.</summary>
    public static IReadOnlyList<ChangeBlock> Voices(IEnumerable<FeedbackItem> items) =>
        [
            .. FeedbackRules
                .LastWords(items.Where(item => item.Rating is not null))
                .GroupBy(item =>
                    (Start: ChangeWindow.BlockOf(item.At, ChangeWindow.SixHours.Length), Voice: item.Rater ?? $"|{item.RequestId}")
                )
                .Select(voice => (voice.Key.Start, IsBad: 2 * voice.Count(item => item.IsNegative) >= voice.Count()))
                .GroupBy(voice => voice.Start)
                .Select(block => new ChangeBlock(block.Key, block.Count(), block.Count(voice => voice.IsBad))),
        ];

    private Verdict Satisfaction(IEnumerable<FeedbackItem> items, string? endpoint, int subjects, DateTimeOffset now) =>
        ChangeVerdict.Of(
            SatisfactionDrop,
            SubjectOf(endpoint),
            "raters were unsatisfied",
            Voices(items),
            ChangeWindow.All,
            now,
            Settle,
            Limits(options.Value.LeastRise, options.Value.LeastReference, subjects)
        );

    /// <summary>Corrections by one person in one day are one; against all requests, of which some thousands are needed.</summary>
    private Verdict Corrections(
        IEnumerable<FeedbackItem> items,
        IReadOnlyList<(DateTimeOffset Day, RollupSet Rollup)> days,
        string? endpoint,
        int subjects,
        DateTimeOffset now
    )
    {
        var corrected = items
            .Where(item => item.IsCorrected)
            .Select(item => (Day: ChangeWindow.BlockOf(item.At, ChangeWindow.Day.Length), Voice: item.Rater ?? $"|{item.RequestId}"))
            .Distinct()
            .CountBy(voice => voice.Day)
            .ToDictionary();
        var blocks = days.Select(day =>
        {
            var calls = day
                .Rollup.Cells.Where(cell => cell.Key.Origin == CallOrigin.User && (endpoint is null || cell.Key.Endpoint == endpoint))
                .Sum(cell => cell.Value.Calls);
            // A correction may be of a call of the day before.
            var bad = corrected.GetValueOrDefault(day.Day);
            return new ChangeBlock(day.Day, Math.Max(calls, bad), bad);
        });
        return ChangeVerdict.Of(
            CorrectionRise,
            SubjectOf(endpoint),
            "requests were corrected",
            [.. blocks],
            ChangeWindow.OfDays,
            now,
            Settle,
            Limits(options.Value.LeastCorrectionRise, options.Value.LeastReference, subjects)
        );
    }

    private async Task<IReadOnlyList<(DateTimeOffset, RollupSet)>> DaysAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var days = new List<(DateTimeOffset, RollupSet)>();
        for (var day = from; day.AddDays(1) <= now; day = day.AddDays(1))
            days.Add((day, await rollups.ReadAsync(projectId, Minute.Of(day), Minute.Of(day.AddDays(1)), cancellation)));
        return days;
    }

    /// <summary>Each monitor has half of the chance.</summary>
    private ChangeLimits Limits(double leastRise, long leastReference, int subjects) =>
        new(options.Value.FalseAlarmChance / 2, subjects, leastRise, leastReference);

    private List<string?> MostRated(IReadOnlyList<FeedbackItem> items) =>
        [
            .. items
                .CountBy(item => item.Call!.Dimensions.Endpoint)
                .OrderByDescending(one => one.Value)
                .ThenBy(one => one.Key, StringComparer.Ordinal)
                .Take(options.Value.MostEndpoints)
                .Select(one => one.Key),
        ];

    private static IEnumerable<FeedbackItem> Of(IReadOnlyList<FeedbackItem> items, string? endpoint) =>
        endpoint is null ? items : items.Where(item => item.Call!.Dimensions.Endpoint == endpoint);

    private static string SubjectOf(string? endpoint) => endpoint is null ? Project : $"endpoint:{endpoint}";
}
