using System.Numerics.Tensors;
using LlmMonitor.Core.Embeddings;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>Groups the complaints of a week. Pure: the same complaints come to the same themes.</summary>
public static class ThemeDrafts
{
    /// <summary>So many are clustered, and the others join the theme that they are most similar to. Bounds the time.</summary>
    public const int MostClustered = 500;

    /// <summary>More themes than that no review gets through; smaller ones are listed by category.</summary>
    public const int MostThemes = 12;

    /// <summary>One complaint is not a theme.</summary>
    private const int FewestInTheme = 2;

    /// <param name="complaints">In the order of <see cref="Complaint.Among"/>: the first are a sample.</param>
    /// <returns>Every complaint in one theme; the largest theme first.</returns>
    public static (IReadOnlyList<ThemeDraft> Drafts, ThemeMethod Method) Of(IReadOnlyList<Complaint> complaints, WeeklyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var worded = complaints.Where(complaint => complaint.Words.Count > 0).ToList();
        if (worded.Count < options.FewestToCluster)
            return (InOrder(ByCategory(complaints)), ThemeMethod.Categories);

        var vectors = worded.ConvertAll(VectorOf);
        var clusters = ThemeClusters
            .Of([.. vectors.Take(MostClustered)], options.LeastSimilarity)
            .Where(cluster => cluster.Count >= FewestInTheme)
            .Take(MostThemes)
            .Select(cluster => cluster.ToList())
            .ToList();
        var centers = clusters.ConvertAll(cluster => MeanOf(cluster.ConvertAll(place => vectors[place])));
        for (var place = MostClustered; place < worded.Count; place++)
            if (NearestOf(vectors[place], centers) is (var nearest, var similarity) && similarity >= options.LeastSimilarity)
                clusters[nearest].Add(place);
        var drafts = clusters.ConvertAll(cluster => Typical(cluster, worded, vectors));
        var placed = drafts.SelectMany(draft => draft.Members).ToHashSet();
        return (InOrder([.. drafts, .. ByCategory(complaints.Where(complaint => !placed.Contains(complaint)))]), ThemeMethod.Words);
    }

    /// <summary>Of length 1.</summary>
    public static float[] VectorOf(Complaint complaint)
    {
        ArgumentNullException.ThrowIfNull(complaint);
        return LexicalEmbedder.Embed(string.Join(' ', complaint.Words));
    }

    /// <summary>Zeros of none.</summary>
    public static float[] MeanOf(IReadOnlyList<float[]> vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var sum = new float[LexicalEmbedder.Dimensions];
        foreach (var vector in vectors)
            TensorPrimitives.Add<float>(sum, vector, sum);
        TensorPrimitives.Divide<float>(sum, Math.Max(1, vectors.Count), sum);
        return sum;
    }

    private static ThemeDraft Typical(List<int> cluster, List<Complaint> worded, List<float[]> vectors)
    {
        var center = MeanOf(cluster.ConvertAll(place => vectors[place]));
        return new(
            null,
            [
                .. cluster
                    .OrderByDescending(place => TensorPrimitives.Dot<float>(vectors[place], center))
                    .ThenBy(place => place)
                    .Select(place => worded[place]),
            ],
            center
        );
    }

    private static IEnumerable<ThemeDraft> ByCategory(IEnumerable<Complaint> complaints) =>
        complaints
            .GroupBy(complaint => complaint.Category, StringComparer.Ordinal)
            .Select(same => new ThemeDraft(same.Key, [.. same], null));

    private static List<ThemeDraft> InOrder(IEnumerable<ThemeDraft> drafts) =>
        [.. drafts.OrderByDescending(draft => draft.Members.Count).ThenBy(draft => draft.Members[0].RequestId, StringComparer.Ordinal)];

    private static (int Place, double Similarity) NearestOf(float[] vector, List<float[]> centers)
    {
        var (best, similarity) = (-1, double.NegativeInfinity);
        foreach (var (place, center) in centers.Index())
            if (TensorPrimitives.Dot<float>(vector, center) is var one && one > similarity)
                (best, similarity) = (place, one);
        return (best, similarity);
    }
}
