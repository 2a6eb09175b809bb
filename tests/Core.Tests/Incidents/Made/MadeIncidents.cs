using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Tests.Incidents.Made;

/// <summary>
/// Makes up weeks of calls in which something goes wrong, or nothing. It was written without a look into the analyser, and the same seed makes the same
/// week for good: figures in docs/guides/incidents.md depend on it.
/// </summary>
public static class MadeIncidents
{
    private const int MostHours = 48;

    public static IReadOnlyList<MadeKind> Kinds { get; } = [.. Enum.GetValues<MadeKind>().Where(kind => kind <= MadeKind.Nothing)];

    public static IReadOnlyList<MadeKind> KindsOfLoad { get; } = [.. Enum.GetValues<MadeKind>().Where(kind => kind > MadeKind.Nothing)];

    public static MadeIncident Make(MadeKind kind, int seed)
    {
        if (kind > MadeKind.Nothing)
            return MadeLoad.Make(kind, seed);
        var random = new Random(seed * 31 + (int)kind);
        var app = new MadeApp(random);
        var plot = MadePlots.Draw(kind, app, random);
        var changes = new MadeChanges(plot, random);
        var calls = new MadeCalls(app, plot, changes, random);
        // An alert rings when harm has been seen, not at an hour; the app is watched until the end of that hour.
        var hour = MadeApp.Start;
        for (; hour < plot.At.AddHours(1) || (calls.Harm < plot.AlertsAfter && hour < plot.At.AddHours(MostHours)); hour = hour.AddHours(1))
        for (var left = app.CallsOf(hour); left > 0; left--)
            calls.Add(hour.AddHours(random.NextDouble()));
        plot = plot with { AlertedAt = hour };
        var question = new IncidentQuestion(
            plot.Symptom,
            plot.IsBound ? plot.Endpoint : null,
            "made_up",
            $"endpoint:{plot.Endpoint}",
            hour,
            MadeApp.Start,
            hour
        );
        var probes = new MadeProbes(plot, random);
        var evidence = new IncidentEvidence(question)
        {
            Hours = [.. calls.Hours().Where(one => !plot.IsBound || one.Endpoint == plot.Endpoint)],
            Calls = [.. calls.All.Where(one => !plot.IsBound || one.Endpoint == plot.Endpoint)],
            Changes = changes.Told,
            Canaries = probes.Canaries(),
            Golden = probes.Golden(),
        };
        var isSomething = kind != MadeKind.Nothing;
        return new(
            kind,
            seed,
            evidence,
            plot.Truth,
            isSomething ? plot.At : null,
            evidence.Calls.Where(call => calls.Affected.Contains(call.Id)).Select(call => call.Id).ToHashSet(StringComparer.Ordinal),
            calls.EarlyHarm,
            HasTrace(plot, evidence, calls)
        );
    }

    private static bool HasTrace(Plot plot, IncidentEvidence evidence, MadeCalls calls) =>
        plot.Truth switch
        {
            CauseKind.Model => plot.IsSeen || evidence.Canaries.Any(look => look.At >= plot.At),
            CauseKind.Data => calls.KnowsContexts
                || evidence.Golden.Any(look => look.At >= plot.At.AddHours(plot.GrowsHours / 2))
                || evidence.Changes.Any(change => change.Kind == ChangeKind.Retrieval),
            _ => true,
        };
}
