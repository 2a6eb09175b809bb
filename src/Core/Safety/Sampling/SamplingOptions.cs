using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Safety.Sampling;

/// <summary>Which calls the judge sees. Section <c>LlmMonitor:SafetySampling</c>. Blocked and flagged ones always; the others at these rates, by a hash of their id.</summary>
public sealed class SamplingOptions : IValidatableObject
{
    public const string Section = "LlmMonitor:SafetySampling";

    /// <summary>The share of calls that passed. 0 to 1. 0.05: at five calls a second, harm of 0.001 % is met within two weeks.</summary>
    [Range(0.0, 1.0)]
    public double BaseRate { get; set; } = 0.05;

    /// <summary>The share at an endpoint that has a rate of its own, such as one that talks about health. 0 to 1 each.</summary>
    public IDictionary<string, double> Endpoints { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The share of a prompt version's calls while it is new, where it is greater than the endpoint's. 0 to 1. 0.2: what is new breaks first.</summary>
    [Range(0.0, 1.0)]
    public double NewVersionRate { get; set; } = 0.2;

    /// <summary>How long a prompt version is new. Hours, 0 to 720.</summary>
    [Range(0, 720)]
    public int NewVersionHours { get; set; } = 24;

    /// <summary>By how much the rates rise while a safety alert fires. 1 to 100. 4: an interval half as wide.</summary>
    [Range(1.0, 100.0)]
    public double BoostFactor { get; set; } = 4;

    /// <summary>How long they stay up after it was last seen to fire. Minutes, 10 to 1,440.</summary>
    [Range(10, 1440)]
    public int BoostMinutes { get; set; } = 60;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Endpoints
            .Where(endpoint => endpoint.Value is not (>= 0 and <= 1))
            .Select(endpoint => new ValidationResult($"{Section}:{nameof(Endpoints)}:{endpoint.Key} must be from 0 to 1."));
}
