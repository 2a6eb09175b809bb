using LlmMonitor.Core.Drift;

namespace LlmMonitor.Core.Reports;

/// <summary>What a day's outputs of one endpoint say, in a sentence.</summary>
/// <param name="State">steady, changed or unknown.</param>
public sealed record QualityLine(string Endpoint, StreamStanding State, string Sentence)
{
    internal static IReadOnlyList<QualityLine> Of(QualityReport report) =>
        [
            .. report
                .Endpoints.Where(endpoint => endpoint.Streams.Count > 0 || endpoint.Checks.Count > 0 || endpoint.Probes.Count > 0)
                .Select(endpoint => new QualityLine(endpoint.Endpoint, endpoint.State, $"{Ended(endpoint.Reason)}{Checks(endpoint)}"))
                .OrderByDescending(line => line.State == StreamStanding.Changed)
                .ThenBy(line => line.Endpoint, StringComparer.Ordinal),
        ];

    /// <summary>A reason may end with an example of what an output said.</summary>
    private static string? Ended(string? reason) => string.IsNullOrEmpty(reason) || reason[^1] is '.' or '!' or '?' ? reason : $"{reason}.";

    private static string Checks(EndpointQuality endpoint)
    {
        var failed = endpoint.Checks.Where(check => check.Fail > 0).ToList();
        return failed.Count > 0
                ? $" Checks that failed on this day: {string.Join(", ", failed.Select(check => $"{check.Name} {check.Fail:#,0} of {check.Pass + check.Fail:#,0}"))}."
            : endpoint.Checks.Count > 0 ? " No check failed on this day."
            : "";
    }
}
