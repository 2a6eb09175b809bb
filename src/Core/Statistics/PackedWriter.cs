using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LlmMonitor.Core.Statistics;

/// <summary>
/// Writes small numbers in few bytes: integers as base-128 varints (low seven bits first, high bit set while more follow), signed ones
/// zigzagged. The same calls give the same bytes. <see cref="PackedReader"/> reads them back in the same order.
/// </summary>
public sealed class PackedWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public int Length => _buffer.WrittenCount;

    /// <summary>One byte: a version or a kind.</summary>
    public PackedWriter Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return this;
    }

    public PackedWriter Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>A number from 0 up: 1 to 9 bytes, one up to 127.</summary>
    public PackedWriter Count(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return Varint((ulong)value);
    }

    /// <summary>1 to 10 bytes; one for −64 to 63.</summary>
    public PackedWriter Number(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>1 to 19 bytes; the same bytes as <see cref="Number"/> where the value fits a long.</summary>
    public PackedWriter Wide(Int128 value)
    {
        var zigzag = (UInt128)((value << 1) ^ (value >> 127));
        for (; zigzag >= 0x80; zigzag >>= 7)
            Byte((byte)((ulong)zigzag | 0x80));
        return Byte((byte)zigzag);
    }

    /// <summary>Eight bytes, little endian.</summary>
    public PackedWriter Real(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
        return this;
    }

    /// <summary>The length plus one (0 stands for null), then UTF-8. A lone surrogate becomes U+FFFD.</summary>
    public PackedWriter Text(string? value)
    {
        if (value is null)
            return Count(0);
        var length = Encoding.UTF8.GetByteCount(value);
        Count(length + 1L);
        if (length > 0)
            _buffer.Advance(Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length)));
        return this;
    }

    /// <summary>The length, then the bytes.</summary>
    public PackedWriter Bytes(ReadOnlySpan<byte> value)
    {
        Count(value.Length);
        _buffer.Write(value);
        return this;
    }

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    private PackedWriter Varint(ulong value)
    {
        var span = _buffer.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _buffer.Advance(length);
        return this;
    }
}
