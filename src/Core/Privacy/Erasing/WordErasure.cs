using System.Runtime.CompilerServices;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Privacy;

/// <summary>
/// Erases a person from the tables of JSON rows: alerts, findings, reports, gate hits and whatever else the list of tables marks so. A row whose key
/// names the person is about them, and goes; elsewhere their id and pseudonym give way, and what is quoted of their calls goes.
/// </summary>
public sealed class WordErasure(ITables tables, IReadOnlyList<KeptTable> kept, QuoteErasure quotes) : IPersonalData
{
    private const int Tries = 5;

    public async Task EraseAsync(Erasure erasure, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        foreach (var table in kept.Where(table => table.Person == PersonIn.Words))
        await foreach (var row in RowsAsync(table.Name, erasure.Project.Id, cancellation))
            if (await EraseAsync(erasure, table.Name, row, cancellation))
                erasure.Count(table.Name, 1);
    }

    /// <summary>A project's rows lie in a partition of its id, or in partitions that begin with it.</summary>
    private async IAsyncEnumerable<Row> RowsAsync(string table, string projectId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in tables.ReadAsync(table, RowRange.In(projectId), cancellation))
            yield return row;
        var others = RowRange.Partitions($"{projectId}|", RowRange.After($"{projectId}|"));
        await foreach (var row in tables.ReadAsync(table, others, cancellation))
            yield return row;
    }

    private async Task<bool> EraseAsync(Erasure erasure, string table, Row row, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            RowChange change;
            if (IsAbout(row, erasure))
                change = RowChange.Delete(row.Partition, row.Key, row.ETag);
            else if (await ErasedAsync(erasure, row, cancellation) is { } erased)
                change = RowChange.Update(erased);
            else
                return false;
            try
            {
                await tables.CommitAsync(table, [change], cancellation);
                return true;
            }
            catch (RowConflictException) when (attempt < Tries)
            {
                if (await tables.FindAsync(table, row.Partition, row.Key, cancellation) is not { } now)
                    return false;
                row = now;
            }
        }
    }

    /// <summary>Subjects are <c>user:u42</c>, or that behind something else: <c>budget:each~002fuser:u42</c>.</summary>
    private static bool IsAbout(Row row, Erasure erasure) =>
        row
            .Key.Split('|')
            .Any(part =>
                part == erasure.KeyName
                || part.EndsWith($"user:{erasure.KeyName}", StringComparison.Ordinal)
                || part.Contains($"user:{erasure.KeyName}~", StringComparison.Ordinal)
            );

    /// <summary>Null where nothing of the row is theirs.</summary>
    private async Task<Row?> ErasedAsync(Erasure erasure, Row row, CancellationToken cancellation)
    {
        var values = new Dictionary<string, object>(row.Values, StringComparer.Ordinal);
        var isChanged = false;
        if (JsonText.Of(row) is { } json)
        {
            var after = await quotes.WithoutAsync(erasure, json, cancellation);
            isChanged = after is not null;
            if (after is not null)
                JsonText.Put(values, after);
        }
        foreach (var (name, value) in row.Values)
            if (value is string text && erasure.Name.Without(text) is var without && without != text)
            {
                values[name] = without;
                isChanged = true;
            }
        return isChanged ? row with { Values = values } : null;
    }
}
