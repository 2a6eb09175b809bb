using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Incidents;

/// <summary>
/// The calls that are believed affected: every call since the start of the onset's interval is read and judged by the rule that the runbook found, up to
/// the incident's end. None is left out and none stands twice; calls that are not folded yet are not there yet.
/// </summary>
public sealed class AffectedReader(CallSample calls, EvidenceReader evidence, TimeProvider time)
{
    /// <summary>In the order in which they were received.</summary>
    public async IAsyncEnumerable<(AffectedCall Affected, PicoUsd? Usd)> ReadAsync(
        Project project,
        Incident incident,
        IncidentFindings findings,
        AffectedTally? tally,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(findings);
        if (findings.Affected.From is not { } from)
            yield break;
        var end = incident.ClosedAt ?? time.GetUtcNow();
        var test = await evidence.TestOfAsync(project, incident, null, from, end, cancellation);
        var observer = new CallObserver(project, test with { UsualLimit = incident.UsualLimit });
        await foreach (
            var placed in calls.ReadAllAsync(project.Id, Minute.Of(from), Minute.AtOrAfter(end), incident.Endpoint, cancellation)
        )
        {
            if (tally is not null)
                tally.Looked++;
            if (findings.Affected.Judge(observer.Of(placed.Call)) is { } affected)
                yield return (affected, placed.Call.Cost.Usd);
        }
    }

    /// <summary>What the list comes to.</summary>
    public async Task<AffectedCount> CountAsync(
        Project project,
        Incident incident,
        IncidentFindings findings,
        CancellationToken cancellation
    )
    {
        var tally = new AffectedTally();
        var (believed, listed, expected, cost, unpriced) = (0L, 0L, 0.0, PicoUsd.Zero, 0L);
        await foreach (var (affected, usd) in ReadAsync(project, incident, findings, tally, cancellation))
        {
            listed++;
            expected += affected.Confidence;
            if (affected.Confidence < AffectedRule.Believed)
                continue;
            believed++;
            cost += usd ?? PicoUsd.Zero;
            unpriced += usd is null ? 1 : 0;
        }
        return new(believed, listed, Math.Round(expected, 1), tally.Looked, cost, unpriced);
    }
}

/// <summary>Counts while a list is read.</summary>
public sealed class AffectedTally
{
    /// <summary>Calls that were looked at.</summary>
    public long Looked { get; set; }
}
