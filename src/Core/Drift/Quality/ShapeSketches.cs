using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Drift;

/// <summary>How each output statistic is distributed over a number of outputs. Merges in any order to the same bytes.</summary>
public sealed class ShapeSketches
{
    private const byte Version = 1;
    private readonly QuantileSketch[] _sketches = [.. OutputShape.Statistics.Select(_ => new QuantileSketch())];

    /// <summary>One for each of <see cref="OutputShape.Statistics"/>.</summary>
    public IReadOnlyList<QuantileSketch> Sketches => _sketches;

    public void Add(OutputShape shape)
    {
        for (var i = 0; i < _sketches.Length; i++)
            if (!float.IsNaN(shape.Span[i]))
                _sketches[i].Add(shape.Span[i]);
    }

    public void Merge(ShapeSketches other)
    {
        for (var i = 0; i < _sketches.Length; i++)
            _sketches[i].Merge(other._sketches[i]);
    }

    public byte[] ToBytes()
    {
        var to = new PackedWriter().Byte(Version).Count(_sketches.Length);
        foreach (var sketch in _sketches)
            to.Bytes(sketch.Count == 0 ? [] : sketch.ToBytes());
        return to.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no sketches, or of a newer program.</exception>
    public static ShapeSketches FromBytes(ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes, "sketches of output statistics");
        var version = from.Byte();
        var count = from.Count();
        var sketches = new ShapeSketches();
        if (version > Version || count > sketches._sketches.Length)
            throw from.Fault($"version {version} with {count} statistics is newer than this program reads");
        for (var i = 0; i < count; i++)
            if (from.Bytes() is { IsEmpty: false } packed)
                sketches._sketches[i] = QuantileSketch.FromBytes(packed);
        return sketches;
    }
}
