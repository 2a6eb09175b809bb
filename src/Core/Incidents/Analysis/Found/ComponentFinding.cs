namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Which part of the app is at fault, as far as that can be told apart.</summary>
/// <param name="Evidence">Sentences with numbers.</param>
public sealed record ComponentFinding(IncidentComponent Component, IReadOnlyList<string> Evidence);

public enum IncidentComponent
{
    Unknown,

    /// <summary>Other or fewer documents are found; answers still hold to what they are given.</summary>
    Retrieval,

    /// <summary>What is found is as before; what is made of it is not.</summary>
    Generation,
}
