namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Retrieval against generation.</summary>
internal static class Components
{
    public static ComponentFinding Of(ProbeEvidence probes, RetrievalEvidence retrieval)
    {
        IReadOnlyList<string> evidence = [.. probes.Sentences, .. retrieval.Sentences];
        var found = probes.Retrieval == true || retrieval.Moved == true;
        var made = probes.Model == true || retrieval.UngroundedMore == true || (probes.Generation == true && probes.Retrieval == false);
        return new(
            (found, made) switch
            {
                // Bad documents spoil answers too; the model alone failing does not spoil what is found.
                (true, _) when probes.Model != true => IncidentComponent.Retrieval,
                (false, true) => IncidentComponent.Generation,
                _ => IncidentComponent.Unknown,
            },
            evidence
        );
    }
}
