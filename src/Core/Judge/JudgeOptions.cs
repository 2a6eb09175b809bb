using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Judge;

/// <summary>The LLM judge. Section <c>LlmMonitor:Judge</c>.</summary>
public sealed class JudgeOptions
{
    public const string Section = "LlmMonitor:Judge";

    /// <summary>The model or deployment that judges; empty judges nothing. Better another family than the one that is judged: models favour their own.</summary>
    public string Model { get; set; } = "";

    /// <summary>For its price, where the model's name alone does not say it.</summary>
    public string? Provider { get; set; }

    /// <summary>What judging may cost a project in a day (UTC). USD. Checked before each question: what is under way then may pass it.</summary>
    [Range(0, 100_000)]
    public decimal UsdPerDay { get; set; } = 5;

    /// <summary>How long one answer may take. Seconds, 1 to 120.</summary>
    [Range(1, 120)]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>How often it is asked at most while its answer is malformed. 1 to 5.</summary>
    [Range(1, 5)]
    public int Tries { get; set; } = 3;

    /// <summary>Its temperature; empty is not sent, for models that refuse it. 0: the same material, the same verdict.</summary>
    [Range(0, 2)]
    public double? Temperature { get; set; } = 0;
}
