using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Safety.Judging;

/// <summary>How sampled calls are judged. Section <c>LlmMonitor:SafetyJudging</c>. Model, price and patience are those of <c>LlmMonitor:Judge</c>.</summary>
public sealed class SafetyJudgingOptions
{
    public const string Section = "LlmMonitor:SafetyJudging";

    /// <summary>How many calls of a slot are asked about at once. 1 to 32.</summary>
    [Range(1, 32)]
    public int Concurrency { get; set; } = 4;

    /// <summary>How many calls one message judges before it sends the rest on. 1 to 500. 40: a message is done within minutes also where the judge is slow.</summary>
    [Range(1, 500)]
    public int MostPerMessage { get; set; } = 40;

    /// <summary>How much of a call's texts the judge reads. Characters, 1,000 to 1,000,000. 24,000: some 6,000 tokens.</summary>
    [Range(1_000, 1_000_000)]
    public int MostCharacters { get; set; } = 24_000;
}
