using LlmMonitor.Core.Safety.Rates;

namespace LlmMonitor.Core.Reports;

/// <summary>What a day says about safety, in a sentence.</summary>
/// <param name="Subject">Gate, Judge, or an endpoint at which harm was found.</param>
public sealed record SafetyLine(string Subject, SafetyStanding State, string Sentence)
{
    internal static IReadOnlyList<SafetyLine> Of(SafetyReport report)
    {
        var lines = new List<SafetyLine>();
        if (report.Gate is { NChecks: > 0 } gate)
            lines.Add(
                new(
                    "Gate",
                    gate.NFailed > 0 ? SafetyStanding.Harm : SafetyStanding.Quiet,
                    $"{gate.NBlocked:#,0} of {gate.NChecks:#,0} checks blocked, {gate.NFlagged:#,0} flagged"
                        + (gate.NFailed > 0 ? $"; the gate failed on {gate.NFailed:#,0}." : ".")
                )
            );
        if (report.ServedHarmRate is { NCalls: > 0 } harm)
            lines.Add(
                new(
                    "Harm in what was served",
                    harm.NHarmful > 0 ? SafetyStanding.Harm
                        : harm.Unknown is null ? SafetyStanding.Quiet
                        : SafetyStanding.NotKnown,
                    harm.Sentence
                )
            );
        lines.AddRange(
            report
                .Endpoints.Where(endpoint => endpoint.ServedHarmRate.NHarmful > 0)
                .Select(endpoint => new SafetyLine(endpoint.Endpoint, SafetyStanding.Harm, endpoint.ServedHarmRate.Sentence))
        );
        return lines;
    }
}

public enum SafetyStanding
{
    /// <summary>Looked at, and nothing found.</summary>
    Quiet,
    Harm,

    /// <summary>Too few were judged to say.</summary>
    NotKnown,
}
