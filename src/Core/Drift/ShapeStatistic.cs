namespace LlmMonitor.Core.Drift;

/// <summary>One statistic of an output.</summary>
/// <param name="Name">In snake_case; the same for good.</param>
/// <param name="Definition">One line.</param>
public sealed record ShapeStatistic(string Name, ShapeKind Kind, string Definition);

public enum ShapeKind
{
    /// <summary>A whole number from 0 up.</summary>
    Count,

    /// <summary>0 to 1.</summary>
    Share,

    /// <summary>A mean: a number from 0 up.</summary>
    Mean,

    /// <summary>0 or 1.</summary>
    Flag,

    /// <summary>The number of a class: equal or different, but not more or less.</summary>
    Class,
}
