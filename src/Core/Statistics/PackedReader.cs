using System.Buffers.Binary;
using System.Text;

namespace LlmMonitor.Core.Statistics;

/// <summary>
/// Reads what <see cref="PackedWriter"/> wrote, in the same order. Every method throws <see cref="FormatException"/> with a sentence
/// where the bytes end early or cannot be what was asked for; nothing is allocated by a length that the bytes do not cover.
/// </summary>
/// <param name="what">What is being read, for the error's sentence: <c>a quantile sketch</c>.</param>
public ref struct PackedReader(ReadOnlySpan<byte> bytes, string what)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly int Left => _bytes.Length - _at;

    public byte Byte() => Take(1)[0];

    public bool Flag() =>
        Byte() switch
        {
            0 => false,
            1 => true,
            _ => throw Fault("a flag is neither 0 nor 1"),
        };

    /// <summary>A number from 0 up.</summary>
    public long Count()
    {
        var value = Varint();
        return value <= long.MaxValue ? (long)value : throw Fault("a count is above the largest that can be held");
    }

    public long Number()
    {
        var zigzag = Varint();
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    public Int128 Wide()
    {
        var zigzag = UInt128.Zero;
        for (var shift = 0; shift < 128; shift += 7)
        {
            var part = Byte();
            if (shift == 126 && part > 3)
                break;
            zigzag |= (UInt128)(part & 0x7Fu) << shift;
            if (part < 0x80)
                return (Int128)(zigzag >> 1) ^ -(Int128)(zigzag & 1);
        }
        throw Fault("a number is longer than 128 bits");
    }

    public double Real() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public string Text() => TextOrNull() ?? throw Fault("a text is missing");

    public string? TextOrNull()
    {
        var length = Varint();
        if (length == 0)
            return null;
        try
        {
            return StrictUtf8.GetString(Take(length - 1));
        }
        catch (DecoderFallbackException)
        {
            throw Fault("a text is not UTF-8");
        }
    }

    /// <summary>A window on the bytes read, not a copy.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(Varint());

    /// <summary>Throws where bytes are left over.</summary>
    public readonly void End()
    {
        if (Left > 0)
            throw Fault($"{Left} bytes are left over");
    }

    /// <summary>The error to throw where what was read cannot be.</summary>
    public readonly FormatException Fault(string sentence) =>
        new($"These {_bytes.Length} bytes are not {what}: {sentence} (at byte {_at}). Rebuild the row from its calls.");

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            if (shift == 63 && part > 1)
                break;
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
        throw Fault("a number is longer than 64 bits");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)Left)
            throw Fault("they end too early");
        var taken = _bytes.Slice(_at, (int)length);
        _at += (int)length;
        return taken;
    }
}
