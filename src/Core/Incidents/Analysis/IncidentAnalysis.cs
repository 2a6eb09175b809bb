namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>The runbook's first three steps as one function: since when, where, what changed, which component, and what that points to.</summary>
public static class IncidentAnalysis
{
    /// <param name="seed">Of the chance that the tests by permutation use.</param>
    public static IncidentFindings Run(IncidentEvidence evidence, ulong seed) => throw new NotImplementedException();
}
