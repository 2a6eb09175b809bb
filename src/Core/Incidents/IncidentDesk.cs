using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Incidents;

/// <summary>What people do with an incident. Doing the same again changes nothing.</summary>
public sealed class IncidentDesk(IncidentStore store, TimeProvider time)
{
    /// <summary>Gives it to somebody; to nobody where <paramref name="owner"/> is null.</summary>
    public Task<Incident?> AssignAsync(string projectId, string id, string? owner, string by, CancellationToken cancellation) =>
        store.ChangeAsync(
            projectId,
            id,
            before =>
            {
                if (before.Owner == owner || IncidentRules.Next(before.State, IncidentAct.Investigate) is not { } state)
                    return null;
                var text = owner is null ? "Belongs to nobody." : $"Belongs to {owner}.";
                return new(before with { Owner = owner, State = state }, new TimelineLine(time.GetUtcNow(), "assigned", text, by, state));
            },
            cancellation
        );

    /// <summary>Notes a step that was taken.</summary>
    /// <param name="mitigates">Whether it should end the incident.</param>
    public Task<Incident?> StepAsync(string projectId, string id, TakenStep step, bool mitigates, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(step);
        return store.ChangeAsync(
            projectId,
            id,
            before =>
            {
                if (before.Steps.Any(taken => taken.Id == step.Id))
                    return null;
                var act = mitigates ? IncidentAct.Mitigate : IncidentAct.Investigate;
                if (IncidentRules.Next(before.State, act) is not { } state)
                    return null;
                var next = before with
                {
                    State = state,
                    Steps = [.. before.Steps, step],
                    MitigatedAt = mitigates ? step.At : before.MitigatedAt,
                };
                return new(next, new TimelineLine(step.At, mitigates ? "mitigated" : "step", step.Description, step.By, state));
            },
            cancellation
        );
    }

    /// <summary>Ends it, with the draft of its post-mortem. A closed incident gets a count that was missing, and nothing else.</summary>
    public async Task<Incident?> CloseAsync(
        string projectId,
        string id,
        AffectedCount? affected,
        string? note,
        string by,
        CancellationToken cancellation
    )
    {
        var findings = await store.FindFindingsAsync(projectId, id, cancellation);
        return await store.ChangeAsync(
            projectId,
            id,
            before => Closed(before, findings, affected, note, by, time.GetUtcNow()),
            cancellation
        );
    }

    /// <summary>Notes that examples were made of its calls.</summary>
    public Task<Incident?> NoteAsync(string projectId, string id, string what, string text, string by, CancellationToken cancellation) =>
        store.ChangeAsync(
            projectId,
            id,
            before => new(before, new TimelineLine(time.GetUtcNow(), what, text, by, before.State)),
            cancellation
        );

    private static IncidentChange? Closed(
        Incident before,
        IncidentFindings? findings,
        AffectedCount? affected,
        string? note,
        string by,
        DateTimeOffset now
    )
    {
        if (before.State == IncidentState.Closed)
            return before.PostMortem?.Affected is not null || affected is null
                ? null
                : new(
                    before with
                    {
                        PostMortem = PostMortemRules.Draft(before, findings, affected, before.PostMortem?.Note, now),
                    },
                    new TimelineLine(now, "post_mortem", "The affected calls are counted.", "desk", IncidentState.Closed)
                );
        var closed = before with { State = IncidentState.Closed, ClosedAt = now, DueAt = null };
        var draft = PostMortemRules.Draft(closed, findings, affected, note, now);
        return new(closed with { PostMortem = draft }, new TimelineLine(now, "closed", note ?? draft.Summary, by, IncidentState.Closed));
    }
}
