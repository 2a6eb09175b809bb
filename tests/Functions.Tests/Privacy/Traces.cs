using System.IO.Compression;
using System.Text;
using LlmMonitor.Core;
using LlmMonitor.Core.Storage;
using Xunit;

namespace LlmMonitor.Functions.Tests.Privacy;

/// <summary>Looks through every row of every table for words, in keys, columns, packed bytes and compressed texts.</summary>
internal static class Traces
{
    /// <returns>Table, key and column of each find.</returns>
    public static async Task<IReadOnlyList<string>> OfAsync(ITables tables, string projectId, params string[] words)
    {
        var found = new List<string>();
        foreach (var table in KeptTables.All)
        await foreach (var row in tables.ReadAsync(table.Name, RowRange.All, TestContext.Current.CancellationToken))
            if (row.Partition == projectId || row.Partition.StartsWith($"{projectId}|", StringComparison.Ordinal))
                found.AddRange(
                    words
                        .Where(word => TextsOf(row).Any(text => text.Contains(word)))
                        .Select(word => $"{table.Name} {row.Partition} {row.Key}: {word}")
                );
        return found;
    }

    /// <summary>How many rows a project has, by table.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(ITables tables, string projectId)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var table in KeptTables.All)
        await foreach (var row in tables.ReadAsync(table.Name, RowRange.All, TestContext.Current.CancellationToken))
            if (row.Partition == projectId || row.Partition.StartsWith($"{projectId}|", StringComparison.Ordinal))
                counts[table.Name] = counts.GetValueOrDefault(table.Name) + 1;
        return counts;
    }

    private static IEnumerable<string> TextsOf(Row row)
    {
        yield return row.Partition;
        yield return row.Key;
        foreach (var value in row.Values.Values)
            if (value is string text)
                yield return text;
            else if (value is byte[] bytes)
            {
                yield return Encoding.UTF8.GetString(bytes);
                if (Unpacked(bytes) is { } unpacked)
                    yield return unpacked;
            }
    }

    private static string? Unpacked(byte[] bytes)
    {
        try
        {
            using var squeeze = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            squeeze.CopyTo(plain);
            return Encoding.UTF8.GetString(plain.ToArray());
        }
        catch (Exception fault) when (fault is InvalidOperationException or InvalidDataException or IOException)
        {
            return null;
        }
    }
}
