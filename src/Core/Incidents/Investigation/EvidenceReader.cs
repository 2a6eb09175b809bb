using System.IO.Hashing;
using System.Text;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Incidents;

/// <summary>
/// Gathers what the analyser is given: the hours from a week before the suspected time from the rollups, a sample of calls, the changes, what canaries and golden sets say. The cost grows
/// with these hours and the size of the sample, and with the traffic only as the list of places does.
/// </summary>
public sealed class EvidenceReader(
    RollupReader rollups,
    CallSample sample,
    CallStore calls,
    ThresholdStore thresholds,
    ChangeBook changes,
    ProbeLookReader probes,
    SafetyEvidence safety,
    FeedbackStore feedback,
    IOptions<IncidentOptions> options
)
{
    /// <summary>What the alert's own window began before: an alert sees the end of a change, seldom its start.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromHours(6);
    private const int HoursAtOnce = 8;

    /// <summary>Texts are read of so many calls a side, for what was retrieved: they are large.</summary>
    private const int Told = 300;
    private const int TextsAtOnce = 8;

    /// <returns>The evidence, and the limit that was usual before where the alert names none.</returns>
    public async Task<(IncidentEvidence Evidence, double? UsualLimit)> ReadAsync(
        Project project,
        Incident incident,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(incident);
        var alert = incident.Alerts[0];
        var end = MonitorWindowReader.EndAt(now);
        var from = new Minute((Minute.Of(IncidentRules.LooksFrom(alert, incident.OpenedAt)).Number / Minute.PerHour) * Minute.PerHour);
        var book = await thresholds.ReadAsync(project.Id, cancellation);
        var test = await TestOfAsync(project, incident, book, from.Start, now, cancellation);
        var split = SplitOf(alert, incident.OpenedAt, from, end);

        var hours = await HoursAsync(project.Id, incident.Endpoint, from, end, cancellation);
        var before = await SampledAsync(project.Id, incident.Endpoint, from, split, hours, cancellation);
        var after = await SampledAsync(project.Id, incident.Endpoint, split, end, hours, cancellation);
        test = test with { UsualLimit = UsualOf(before, test) };
        var observer = new CallObserver(project, test);
        var known = await changes.ReadAsync(project.Id, from.Start.AddHours(-48), end.Start, incident.Endpoint, cancellation: cancellation);
        var gathered = new IncidentEvidence(
            new(test.Symptom, incident.Endpoint, alert.Rule, alert.Subject, incident.OpenedAt, from.Start, end.Start)
        )
        {
            Hours = [.. hours.SelectMany(hour => Observed(hour.Hour, hour.Set, incident.Endpoint, test))],
            Calls = [.. await ObservedAsync(before, observer, cancellation), .. await ObservedAsync(after, observer, cancellation)],
            Changes = known,
            Canaries = await probes.CanariesAsync(project.Id, incident.Endpoint, from.Start, end.Start, cancellation),
            Golden = await probes.GoldenAsync(project.Id, incident.Endpoint, from.Start, end.Start, cancellation),
            Questions = await probes.QuestionsAsync(project.Id, incident.Endpoint, cancellation),
        };
        return (gathered, test.UsualLimit);
    }

    /// <summary>What it means that a call of this incident failed; without <see cref="FailureTest.UsualLimit"/>.</summary>
    public async Task<FailureTest> TestOfAsync(
        Project project,
        Incident incident,
        ThresholdBook? book,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation
    )
    {
        book ??= await thresholds.ReadAsync(project.Id, cancellation);
        var test = FailureTest.Of(incident.Alerts[0], incident.Endpoint is { } endpoint ? book.Of(endpoint) : null);
        return test.Symptom switch
        {
            Symptom.Safety => test with { Marks = await safety.MarksAsync(project.Id, test.Rule, from, to, cancellation) },
            Symptom.Feedback => test with { Marks = await VoicesAsync(project.Id, test.Rule, from, to, cancellation) },
            _ => test,
        };
    }

    /// <summary>Calls that were rated badly among those that were rated; those that were corrected among all.</summary>
    private async Task<CallMarks> VoicesAsync(
        string projectId,
        string rule,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation
    )
    {
        var items = await feedback.ReadAsync(projectId, from, to, cancellation).ToListAsync(cancellation);
        HashSet<string> Of(Func<FeedbackItem, bool> holds) => [.. items.Where(holds).Select(item => item.RequestId)];
        return rule == FeedbackWatch.CorrectionRise
            ? new(Of(item => item.IsCorrected), null)
            : new(Of(item => item.IsNegative), Of(item => item.Rating is not null));
    }

    /// <summary>Of the chance that the analysis uses: the same incident, the same dice.</summary>
    public static ulong SeedOf(Incident incident) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(incident.Id));

    private static Minute SplitOf(IncidentAlert alert, DateTimeOffset openedAt, Minute from, Minute end)
    {
        var suspected = IncidentRules.SuspectedAt(alert, openedAt) - Margin;
        var split = new Minute(Minute.Of(suspected).Number / Minute.PerHour * Minute.PerHour);
        return split <= from ? from.Plus(Minute.PerHour)
            : split >= end ? end.Plus(-Minute.PerHour)
            : split;
    }

    private async Task<List<(Minute Hour, RollupSet Set)>> HoursAsync(
        string projectId,
        string? endpoint,
        Minute from,
        Minute end,
        CancellationToken cancellation
    )
    {
        var starts = new List<Minute>();
        for (var hour = from; hour < end; hour = hour.Plus(Minute.PerHour))
            starts.Add(hour);
        var sets = new RollupSet[starts.Count];
        await Parallel.ForAsync(
            0,
            starts.Count,
            new ParallelOptions { MaxDegreeOfParallelism = HoursAtOnce, CancellationToken = cancellation },
            async (i, token) =>
            {
                var last = starts[i].Plus(Minute.PerHour);
                sets[i] = await rollups.ReadAsync(projectId, starts[i], last < end ? last : end, token);
            }
        );
        return [.. starts.Zip(sets)];
    }

    private static IEnumerable<ObservedHour> Observed(Minute hour, RollupSet set, string? endpoint, FailureTest test) =>
        set
            .Cells.Where(cell => cell.Key.Origin == CallOrigin.User && (endpoint is null || cell.Key.Endpoint == endpoint))
            .Select(cell =>
            {
                var (judged, failed) = test.Count(cell.Value);
                return new ObservedHour(
                    hour.Start,
                    cell.Key.Endpoint,
                    cell.Key.Feature,
                    cell.Key.Model,
                    cell.Key.PromptVersion,
                    cell.Value.Calls,
                    judged,
                    failed,
                    cell.Value.Errors,
                    test.Slow(cell.Value)
                );
            });

    private Task<IReadOnlyList<PlacedCall>> SampledAsync(
        string projectId,
        string? endpoint,
        Minute from,
        Minute before,
        List<(Minute Hour, RollupSet Set)> hours,
        CancellationToken cancellation
    )
    {
        var n = hours
            .Where(hour => hour.Hour >= from && hour.Hour < before)
            .SelectMany(hour => hour.Set.Cells)
            .Where(cell => cell.Key.Origin == CallOrigin.User && (endpoint is null || cell.Key.Endpoint == endpoint))
            .Sum(cell => cell.Value.Calls);
        var share = n <= options.Value.SampledCalls ? 1 : options.Value.SampledCalls / (double)n;
        return sample.ReadAsync(projectId, from, before, endpoint, share, cancellation);
    }

    private static double? UsualOf(IReadOnlyList<PlacedCall> before, FailureTest test)
    {
        var values = before.Select(placed => test.Measured(placed.Call)).OfType<double>().Order().ToList();
        return values.Count < 20 ? null : values[(int)Math.Ceiling(values.Count * 0.95) - 1];
    }

    private async Task<IReadOnlyList<ObservedCall>> ObservedAsync(
        IReadOnlyList<PlacedCall> placed,
        CallObserver observer,
        CancellationToken cancellation
    )
    {
        var observed = placed.OrderBy(one => SampleOf.PlaceOf(one.Call.RequestId)).Select(one => observer.Of(one.Call)).ToArray();
        var told = placed.OrderBy(one => SampleOf.PlaceOf(one.Call.RequestId)).Take(Told).ToList();
        await Parallel.ForAsync(
            0,
            told.Count,
            new ParallelOptions { MaxDegreeOfParallelism = TextsAtOnce, CancellationToken = cancellation },
            async (i, token) =>
            {
                var texts = await calls.FindTextsAsync(told[i].Place, told[i].Call, token);
                // Contexts without ids are not none: of them nothing is known.
                if (texts is not null && (texts.Contexts.Count == 0 || texts.Contexts.Any(context => context.Id is not null)))
                    observed[i] = observed[i] with { ContextIds = [.. texts.Contexts.Select(context => context.Id).OfType<string>()] };
            }
        );
        return observed;
    }
}
