using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Privacy;

/// <summary>One run over one project's old rows: what may go, how much went, and when to stop for now.</summary>
public sealed class Forgetting(ITables tables, Project project, Cutoffs before, DateTimeOffset now, Func<bool> isOver)
{
    private const int RowsAtOnce = 1000;
    private readonly Dictionary<string, long> _deleted = new(StringComparer.Ordinal);

    public Project Project => project;

    public Cutoffs Before => before;

    public DateTimeOffset Now => now;

    /// <summary>The run's time is used up: what is left is for the next one.</summary>
    public bool IsOver => isOver();

    /// <summary>Rows by table.</summary>
    public IReadOnlyDictionary<string, long> Deleted => _deleted;

    public void Count(string table, long rows)
    {
        if (rows > 0)
            _deleted[table] = _deleted.GetValueOrDefault(table) + rows;
    }

    /// <summary>Deletes the rows of a range that pass the filter, in pages, until none is left or the run is over.</summary>
    /// <param name="filter">Null is every row.</param>
    /// <param name="columns">What the filter reads; null is keys only.</param>
    public async Task DeleteAsync(
        string table,
        RowRange range,
        Func<Row, bool>? filter = null,
        IReadOnlyList<string>? columns = null,
        CancellationToken cancellation = default
    )
    {
        var page = new List<Row>(RowsAtOnce);
        await foreach (var row in tables.ReadAsync(table, range with { Columns = columns ?? [] }, cancellation))
        {
            if (IsOver)
                break;
            if (filter?.Invoke(row) == false)
                continue;
            page.Add(row with { Values = Row.NoValues });
            if (page.Count == RowsAtOnce)
                await DeleteAsync(table, page, cancellation);
        }
        await DeleteAsync(table, page, cancellation);
    }

    private async Task DeleteAsync(string table, List<Row> page, CancellationToken cancellation)
    {
        await tables.DeleteAllAsync(table, page, cancellation);
        Count(table, page.Count);
        page.Clear();
    }
}
