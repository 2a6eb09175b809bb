using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace LlmMonitor.Core.Embeddings;

/// <summary>
/// A vector as a scale (four bytes) and one signed byte a place: a quarter of its size. Each place is off by at most 1/254 of the largest.
/// </summary>
public static class PackedVector
{
    private const int Steps = 127;

    /// <exception cref="ArgumentException">A place is not finite.</exception>
    public static byte[] Pack(ReadOnlySpan<float> vector)
    {
        var largest = vector.IsEmpty ? 0 : TensorPrimitives.MaxMagnitude(vector);
        if (!float.IsFinite(largest))
            throw new ArgumentException("An embedding holds a number that is not finite.", nameof(vector));
        var bytes = new byte[sizeof(float) + vector.Length];
        var scale = Math.Abs(largest) / Steps;
        BinaryPrimitives.WriteSingleLittleEndian(bytes, scale);
        if (scale > 0)
            for (var place = 0; place < vector.Length; place++)
                bytes[sizeof(float) + place] = (byte)(sbyte)Math.Clamp(MathF.Round(vector[place] / scale), -Steps, Steps);
        return bytes;
    }

    /// <exception cref="FormatException">The bytes are no vector.</exception>
    public static float[] Unpack(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(float))
            throw new FormatException($"These {bytes.Length} bytes are no vector: its scale is missing. Embed the output again.");
        var scale = BinaryPrimitives.ReadSingleLittleEndian(bytes);
        var vector = new float[bytes.Length - sizeof(float)];
        for (var place = 0; place < vector.Length; place++)
            vector[place] = (sbyte)bytes[sizeof(float) + place] * scale;
        return vector;
    }
}
