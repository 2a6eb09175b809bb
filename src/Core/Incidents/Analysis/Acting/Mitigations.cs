namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>What to do about a cause. The first steps undo it; the last two are safe and hold the harm while people decide.</summary>
internal static class Mitigations
{
    public static IReadOnlyList<Mitigation> For(
        IncidentQuestion question,
        Cause cause,
        IReadOnlyList<RankedChange> changes,
        IReadOnlyList<Slice> scope
    )
    {
        var endpoint = question.Endpoint ?? cause.Change?.Endpoint;
        var where = endpoint is null ? "" : $" of {endpoint}";
        var before = cause.Change?.Before;
        List<Mitigation> steps = cause.Kind switch
        {
            CauseKind.Model =>
            [
                new(
                    MitigationKind.PinModel,
                    before is null
                        ? $"Pin the model{where} to a dated version that was in use before the onset."
                        : $"Pin the model{where} to {before}.",
                    endpoint,
                    before
                ),
            ],
            CauseKind.Prompt =>
            [
                new(
                    MitigationKind.RevertPrompt,
                    before is null ? $"Go back to the prompt{where} of before the onset." : $"Go back to prompt version {before}{where}.",
                    endpoint,
                    before
                ),
            ],
            CauseKind.Data =>
            [
                new(
                    MitigationKind.RestoreRetrieval,
                    $"Find the documents{where} that are missing or old, restore the index to the state of before the onset, and ask the golden set's retrieval again.",
                    endpoint,
                    before
                ),
            ],
            CauseKind.Traffic => [new(MitigationKind.ServeNewTraffic, Serve(scope), endpoint, null)],
            _ =>
            [
                .. changes
                    .Take(2)
                    .Select(ranked => new Mitigation(
                        MitigationKind.RevertChange,
                        $"Try to undo, one at a time: {ranked.Change.Description}",
                        ranked.Change.Endpoint,
                        ranked.Change.Before
                    )),
            ],
        };
        var part = scope.Count == 0 ? $"calls{where}" : $"calls of {scope[0].Terms.Words()}";
        steps.Add(
            new(MitigationKind.RouteToReview, $"Route {part} that show the symptom to review until it is mitigated.", endpoint, null)
        );
        steps.Add(new(MitigationKind.RaiseSampling, $"Raise the sampling of {part} for judge and safety.", endpoint, null));
        if (cause.Kind == CauseKind.Unknown)
            steps.Add(
                new(MitigationKind.LookAtSamples, "Look at the samples side by side; the evidence does not tell the cause.", endpoint, null)
            );
        return steps;
    }

    private static string Serve(IReadOnlyList<Slice> scope) =>
        scope.Count == 0
            ? "Other things are asked than before: add examples of them to the golden set, and decide whether prompt and model are to serve them."
            : $"Calls of {scope[0].Terms.Words()} have grown: add examples of them to the golden set, and decide whether prompt and model are to serve them.";
}
