using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Drift;

/// <summary>How a canary or a golden set of an endpoint stands, as its own room left it.</summary>
/// <param name="Rule"><c>canary_flip</c>, <c>golden_set_drop</c> …</param>
public sealed record ProbeStanding(string Rule, string Subject, VerdictState State, string Summary, DateTimeOffset Since)
{
    private const string Endpoint = "endpoint:";

    internal static bool IsOne(Verdict finding) =>
        (finding.Rule.StartsWith("canary_", StringComparison.Ordinal) || finding.Rule.StartsWith("golden_", StringComparison.Ordinal))
        && finding.Cause?.StartsWith(Endpoint, StringComparison.Ordinal) == true;

    internal static string EndpointOf(Verdict finding) => finding.Cause![Endpoint.Length..];

    internal static ProbeStanding Of(Verdict finding) => new(finding.Rule, finding.Subject, finding.State, finding.Summary, finding.From);
}
