using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Safety.Gate;

/// <summary>The safety gate of all projects. Section <c>LlmMonitor:SafetyGate</c>.</summary>
public sealed class GateOptions
{
    public const string Section = "LlmMonitor:SafetyGate";

    /// <summary>What a check is answered when the gate itself fails. Open: a monitor must not stop what it watches; closed where a text unseen is worse than none.</summary>
    public GateMode OnError { get; set; } = GateMode.Open;

    /// <summary>How much of one check is looked at, all its texts together, the response first. Characters, 4,096 to 1,048,576. 262,144: a long prompt with its documents.</summary>
    [Range(4096, 1024 * 1024)]
    public int MostCharacters { get; set; } = 256 * 1024;

    /// <summary>How long the end of a stream's last chunk is remembered for the next one. Seconds, 5 to 600. 60: longer than a model pauses.</summary>
    [Range(5, 600)]
    public int StreamSeconds { get; set; } = 60;

    /// <summary>How many characters of it. 100 to 4,000. 600: longer than the widest pattern.</summary>
    [Range(100, 4000)]
    public int StreamOverlapCharacters { get; set; } = 600;
}

public enum GateMode
{
    /// <summary>The text is served.</summary>
    Open,

    /// <summary>The text is not served.</summary>
    Closed,
}
