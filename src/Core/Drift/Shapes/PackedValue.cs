using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Drift.Shapes;

/// <summary>How a value is kept: counts and classes whole, shares in steps of 1/10,000, means of 1/100, flags as they are. NaN is 0, all else one more.</summary>
internal static class PackedValue
{
    /// <summary>Three bytes, and far above what the longest kept text can have.</summary>
    private const double MostSteps = 2_000_000;

    /// <returns>The value as it will be read.</returns>
    public static float Round(ShapeKind kind, double value) =>
        double.IsNaN(value) ? float.NaN : (float)(Math.Min(Math.Round(value * StepsOf(kind)), MostSteps) / StepsOf(kind));

    public static void Write(PackedWriter writer, ShapeKind kind, float value) =>
        writer.Count(float.IsNaN(value) ? 0 : 1 + (long)Math.Round((double)value * StepsOf(kind)));

    public static float Read(ref PackedReader reader, ShapeKind kind) =>
        reader.Count() is var kept and > 0 ? (float)((kept - 1) / (double)StepsOf(kind)) : float.NaN;

    private static int StepsOf(ShapeKind kind) =>
        kind switch
        {
            ShapeKind.Share => 10_000,
            ShapeKind.Mean => 100,
            _ => 1,
        };
}
