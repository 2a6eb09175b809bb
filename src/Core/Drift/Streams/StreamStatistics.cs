using System.Text.Json;
using LlmMonitor.Core.Drift.Shapes;

namespace LlmMonitor.Core.Drift.Streams;

/// <summary>
/// What a stream is fed of a shape: one 0 or 1 for each kind of opener, then its statistics in their order, so that new ones come last. A class has no more or less, so that ranks of its numbers
/// would mean little; of the openers each counts by itself, because a model's first word is a habit.
/// </summary>
public static class StreamStatistics
{
    private static readonly int Opener = OutputShape.IndexOf("opener");
    private static readonly string[] Openers = Enum.GetNames<Opener>();

    /// <summary>The name of each value of <see cref="Of"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Openers.Select(opener => $"opener_{JsonNamingPolicy.SnakeCaseLower.ConvertName(opener)}"),
        .. OutputShape.Statistics.Select(statistic => statistic.Name),
    ];

    public static float[] Of(OutputShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var values = new float[Names.Count];
        shape.Span.CopyTo(values.AsSpan(Openers.Length));
        var opener = shape.Span[Opener];
        for (var kind = 0; kind < Openers.Length; kind++)
            values[kind] =
                float.IsNaN(opener) ? float.NaN
                : opener == kind ? 1
                : 0;
        return values;
    }
}
