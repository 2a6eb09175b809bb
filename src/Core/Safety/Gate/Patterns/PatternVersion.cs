using System.Buffers.Binary;
using System.IO.Hashing;

namespace LlmMonitor.Core.Safety.Gate.Patterns;

/// <summary>Names a pattern set by what is in it.</summary>
internal static class PatternVersion
{
    public static string Of(IReadOnlyList<PatternFile> files)
    {
        var hash = new XxHash3();
        Span<byte> bytes = stackalloc byte[8];
        var newest = default(DateOnly);
        foreach (var file in files)
        {
            newest = file.Updated > newest ? file.Updated : newest;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, file.Hash);
            hash.Append(bytes);
        }
        return $"{newest:yyyy-MM-dd}-{hash.GetCurrentHashAsUInt64():x16}"[..19];
    }
}
