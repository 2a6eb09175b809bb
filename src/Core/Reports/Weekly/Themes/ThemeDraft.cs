namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>Complaints that belong together, before it is known whether people met the theme before.</summary>
/// <param name="Category">Where nothing but the category holds them together; null where their words do.</param>
/// <param name="Members">The most typical first.</param>
/// <param name="Center">Mean of the members' vectors, not scaled; null where <paramref name="Category"/> is set.</param>
public sealed record ThemeDraft(string? Category, IReadOnlyList<Complaint> Members, float[]? Center)
{
    /// <summary>Mean similarity between the members of two; 0 where one has no words.</summary>
    public double SimilarityTo(float[]? other) =>
        Center is null || other is null ? 0 : System.Numerics.Tensors.TensorPrimitives.Dot<float>(Center, other);
}

/// <summary>How the themes of a week were found.</summary>
public enum ThemeMethod
{
    /// <summary>By words; what has none, or fits nowhere, by category.</summary>
    Words,

    /// <summary>By category alone: too few complaints have words.</summary>
    Categories,
}
