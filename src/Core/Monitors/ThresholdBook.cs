namespace LlmMonitor.Core.Monitors;

/// <summary>The thresholds of a project, by endpoint; an endpoint that has none of its own goes by its class.</summary>
public sealed record ThresholdBook(IReadOnlyDictionary<string, EndpointThresholds> ByEndpoint)
{
    public static ThresholdBook Empty { get; } = new(new Dictionary<string, EndpointThresholds>(StringComparer.Ordinal));

    public EndpointThresholds Of(string endpoint) =>
        ByEndpoint.GetValueOrDefault(endpoint) ?? EndpointThresholds.OfClass(EndpointThresholds.ClassOf(endpoint));
}

/// <summary>
/// When calls of an endpoint count as slow or failing. Seconds, and shares from 0 to 1; null is not judged. Warning at the value, critical
/// at <see cref="CriticalFactor"/> times it.
/// </summary>
public sealed record EndpointThresholds
{
    /// <summary>How much worse than its warning a figure is when it becomes critical.</summary>
    public const double CriticalFactor = 2;

    public EndpointClass Class { get; init; } = EndpointClass.Chat;
    public double? TtftP50Seconds { get; init; }
    public double? TtftP95Seconds { get; init; }
    public double? TbtP99Seconds { get; init; }
    public double? TotalP95Seconds { get; init; }
    public double? TokensPerSecondP50 { get; init; }
    public double? ErrorRate { get; init; }

    /// <summary>Nothing for so many whole minutes is silence; 0 is found from the endpoint's own rhythm.</summary>
    public int? SilenceMinutes { get; init; }

    /// <summary>By its name where that says it: batch and digest endpoints wait, coding ones stream long.</summary>
    public static EndpointClass ClassOf(string endpoint) =>
        endpoint.Contains("batch", StringComparison.OrdinalIgnoreCase) ? EndpointClass.Batch
        : endpoint.Contains("cod", StringComparison.OrdinalIgnoreCase) ? EndpointClass.Coding
        : EndpointClass.Chat;

    /// <summary>Sane values of a class: a chat feels slow past two to three seconds and stalls past half a second; a batch is judged by errors.</summary>
    public static EndpointThresholds OfClass(EndpointClass kind) =>
        kind switch
        {
            EndpointClass.Batch => new()
            {
                Class = kind,
                TotalP95Seconds = 300,
                ErrorRate = 0.1,
            },
            EndpointClass.Coding => new()
            {
                Class = kind,
                TtftP50Seconds = 2,
                TtftP95Seconds = 5,
                TbtP99Seconds = 0.5,
                TotalP95Seconds = 120,
                TokensPerSecondP50 = 10,
                ErrorRate = 0.05,
                SilenceMinutes = 0,
            },
            _ => new()
            {
                Class = kind,
                TtftP50Seconds = 1.5,
                TtftP95Seconds = 3,
                TbtP99Seconds = 0.5,
                TotalP95Seconds = 30,
                TokensPerSecondP50 = 10,
                ErrorRate = 0.05,
                SilenceMinutes = 0,
            },
        };
}

public enum EndpointClass
{
    Chat,
    Batch,
    Coding,
}
