using System.IO.Hashing;
using System.Text.Json;

namespace LlmMonitor.Core.Safety.Gate.Patterns;

/// <summary>Names a pattern set by what is in it.</summary>
internal static class PatternVersion
{
    public static string Of(IReadOnlyList<PatternFile> files)
    {
        var hash = new XxHash3();
        foreach (var file in files)
            hash.Append(JsonSerializer.SerializeToUtf8Bytes(file));
        return $"{files.Max(file => file.Updated):yyyy-MM-dd}-{hash.GetCurrentHashAsUInt64():x16}"[..19];
    }
}
