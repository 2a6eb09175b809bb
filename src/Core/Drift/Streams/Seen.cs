using System.Runtime.InteropServices;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Statistics.Sequential;

namespace LlmMonitor.Core.Drift.Streams;

/// <summary>An output as a stream keeps it: statistics in 16 bits, the vector as 128 bytes.</summary>
internal sealed class Seen
{
    /// <summary>Numbers that a vector is folded to. A sketch keeps dot products to about 1/√128, at a quarter of the bytes.</summary>
    public const int SketchLength = 128;

    /// <summary>Steps of a sketch; its numbers are about 1/√128 wide, so that 1/4 is the farthest.</summary>
    private const float Step = 1 / 500f;

    public required ulong Hash { get; init; }

    public required ushort Segment { get; init; }

    /// <summary>Null where only what the witness needs is kept.</summary>
    public float[]? Values { get; init; }

    public sbyte[]? Sketch { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required uint Time { get; init; }

    /// <summary>The request id; null but for the recent ones.</summary>
    public string? Id { get; set; }

    /// <summary>The greatest p-value of a witness when it arrived; null where none judged it.</summary>
    public double? Strangeness { get; set; }

    /// <summary>What the witness of statistics sees; not kept, because it follows.</summary>
    public float[]? Row { get; set; }

    /// <summary>What the witness of vectors sees; likewise.</summary>
    public float[]? Vector { get; set; }

    /// <summary>The sketch as numbers about as wide as a standard normal; null where there is none.</summary>
    public float[]? Unfold() => Sketch is null ? null : Array.ConvertAll(Sketch, step => step * Step * MathF.Sqrt(SketchLength));

    /// <summary>Rounded to 16 bits, before anything is ranked: a kept value and a fresh one are equal or not for good.</summary>
    public static float[] Rounded(IReadOnlyList<float> values)
    {
        var rounded = new float[values.Count];
        for (var i = 0; i < rounded.Length; i++)
            rounded[i] = (float)(Half)Math.Clamp(values[i], -65504f, 65504f);
        return rounded;
    }

    /// <summary>A count sketch (Charikar, Chen and Farach-Colton 2002) of the vector scaled to length 1.</summary>
    public static sbyte[]? SketchOf(IReadOnlyList<float>? vector)
    {
        if (vector is null)
            return null;
        var (folded, squares) = (new float[SketchLength], 0.0);
        for (var i = 0; i < vector.Count; i++)
        {
            var hash = HashUniform.Mix((ulong)i + 1);
            folded[i % SketchLength] += (hash & 1) == 0 ? vector[i] : -vector[i];
            squares += (double)vector[i] * vector[i];
        }
        if (!(squares > 0 && double.IsFinite(squares)))
            return null;
        var scale = (float)(1 / Math.Sqrt(squares)) / Step;
        return Array.ConvertAll(folded, value => (sbyte)Math.Clamp(MathF.Round(value * scale), -127, 127));
    }

    public void Write(PackedWriter writer)
    {
        writer.Real(BitConverter.UInt64BitsToDouble(Hash)).Count(Segment).Count(Time);
        writer.Bytes(Values is null ? [] : MemoryMarshal.AsBytes(Array.ConvertAll(Values, value => (Half)value).AsSpan()));
        writer.Bytes(MemoryMarshal.AsBytes((Sketch ?? []).AsSpan()));
    }

    public static Seen Read(ref PackedReader reader)
    {
        var (hash, segment, time) = (BitConverter.DoubleToUInt64Bits(reader.Real()), (ushort)reader.Count(), (uint)reader.Count());
        var values = MemoryMarshal.Cast<byte, Half>(reader.Bytes()).ToArray();
        var sketch = MemoryMarshal.Cast<byte, sbyte>(reader.Bytes()).ToArray();
        return new Seen
        {
            Hash = hash,
            Segment = segment,
            Time = time,
            Values = values.Length == 0 ? null : Array.ConvertAll(values, value => (float)value),
            Sketch = sketch.Length == 0 ? null : sketch,
        };
    }
}
