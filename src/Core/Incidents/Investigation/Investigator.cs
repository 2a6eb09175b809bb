using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Incidents;

/// <summary>
/// The runbook's first three steps: gathers the evidence, has it analysed, keeps what was found, and does what is safe. Claimed by moving the incident's
/// due time, so that of several messages one runs; where it dies, the next minute after the claim has ended runs it again.
/// </summary>
public sealed class Investigator(IncidentStore store, ProjectStore projects, EvidenceReader reader, SafeActions actions, TimeProvider time)
{
    /// <summary>Longer than a function may run.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);

    /// <returns>The incident with what was found; null where there was nothing to do.</returns>
    public async Task<(Incident Incident, IncidentFindings Findings)?> RunAsync(IncidentPointer pointer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is not { } project)
            return null;
        var isMine = false;
        var claimed = await store.ChangeAsync(
            project.Id,
            pointer.IncidentId,
            before =>
            {
                isMine = before.State != IncidentState.Closed && before.DueAt <= time.GetUtcNow();
                return isMine ? new(before with { DueAt = time.GetUtcNow() + Claim }, []) : null;
            },
            cancellation
        );
        if (claimed is null || !isMine)
            return null;
        try
        {
            var (evidence, usual) = await reader.ReadAsync(project, claimed, time.GetUtcNow(), cancellation);
            var findings = IncidentAnalysis.Run(evidence, EvidenceReader.SeedOf(claimed));
            var done = await actions.RunAsync(project, claimed, findings, time.GetUtcNow(), cancellation);
            var kept = await KeepAsync(project.Id, claimed with { UsualLimit = usual }, findings, done, cancellation);
            return kept is null ? null : (kept, findings);
        }
        catch
        {
            await GiveBackAsync(project.Id, claimed);
            throw;
        }
    }

    private async Task<Incident?> KeepAsync(
        string projectId,
        Incident claimed,
        IncidentFindings findings,
        IReadOnlyList<TakenStep> done,
        CancellationToken cancellation
    )
    {
        var earlier = await store.FindFindingsAsync(projectId, claimed.Id, cancellation);
        return await store.ChangeAsync(
            projectId,
            claimed.Id,
            before =>
            {
                if (IncidentRules.Next(before.State, IncidentAct.Investigate) is not { } state)
                    return null; // closed meanwhile
                var now = time.GetUtcNow();
                var fresh = done.Where(step => before.Steps.All(taken => taken.Id != step.Id)).ToList();
                // An alert that joined meanwhile asked for another run at once.
                var isAskedAgain = before.Alerts.Count > claimed.Alerts.Count;
                var next = before with
                {
                    State = state,
                    Runs = before.Runs + 1,
                    Failures = 0,
                    InvestigatedAt = now,
                    UsualLimit = claimed.UsualLimit,
                    DueAt = isAskedAgain ? now : now + IncidentRules.RunsAgainAfter(before.Runs + 1),
                    Steps = [.. before.Steps, .. fresh],
                };
                var lines = fresh.Select(step => new TimelineLine(now, "step", step.Description, step.By, state)).ToList();
                if (Concludes(findings) is var conclusion && (earlier is null || Concludes(earlier) != conclusion))
                    lines.Insert(0, new(now, "investigated", conclusion, "desk", state));
                return new(next, lines, findings);
            },
            cancellation
        );
    }

    private static string Concludes(IncidentFindings findings) => $"{findings.Onset.Sentence} Cause: {PostMortemRules.CauseOf(findings)}";

    /// <summary>
    /// Also where the work was cancelled. The run of a later minute sends the next message, so that one failure is one try; the queue's own second try of
    /// this message finds nothing due.
    /// </summary>
    private Task<Incident?> GiveBackAsync(string projectId, Incident claimed) =>
        store.ChangeAsync(
            projectId,
            claimed.Id,
            before =>
                before.DueAt == claimed.DueAt
                    ? new(
                        before with
                        {
                            DueAt = time.GetUtcNow() + IncidentRules.TriesAgainAfter(before.Failures + 1),
                            Failures = before.Failures + 1,
                        },
                        []
                    )
                    : null,
            CancellationToken.None
        );
}
