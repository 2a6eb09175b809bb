using System.Globalization;
using System.Text.Json;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Reports;

/// <summary>
/// The reports that were written and what became of their e-mails: table <c>reports</c>, partition project, key <c>daily|2026-11-23</c>;
/// the JSON in columns <c>json0</c>, <c>json1</c> … of 60 KB, the state beside it.
/// </summary>
public sealed class ReportStore(ITables tables, TimeProvider time)
{
    public const string Table = "reports";
    private const string Prefix = "daily|";
    private const int ChunkBytes = 60 * 1024;

    public static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The report of a day with its <see cref="DailyReport.Delivery"/>; null where none is kept.</summary>
    public async Task<DailyReport?> FindAsync(string projectId, DateOnly date, CancellationToken cancellation = default) =>
        await tables.FindAsync(Table, projectId, Key(date), cancellation) is { } row
            ? Read(row) with
            {
                Delivery = DeliveryRow.Of(row),
            }
            : null;

    /// <summary>The days from <paramref name="from"/> on that no run needs to look at again.</summary>
    public async Task<IReadOnlySet<DateOnly>> SettledAsync(string projectId, DateOnly from, CancellationToken cancellation = default)
    {
        var settled = new HashSet<DateOnly>();
        var range = RowRange.Keys(projectId, Key(from), RowRange.After(Prefix)) with { Columns = ["state", "since", "note"] };
        await foreach (var row in tables.ReadAsync(Table, range, cancellation))
            if (DeliveryRow.Of(row).IsSettled)
                settled.Add(DateOnly.ParseExact(row.Key.AsSpan(Prefix.Length), "yyyy-MM-dd", CultureInfo.InvariantCulture));
        return settled;
    }

    /// <summary>Keeps a report to be sent. One that is already sent, or on its way, stays as it is: what people got is what is
    /// kept.</summary>
    public async Task<KeptReport> KeepAsync(DailyReport report, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        var there = await tables.FindAsync(Table, report.ProjectId, Key(report.Date), cancellation);
        if (there is not null && DeliveryRow.Of(there) is { State: not DeliveryState.Written } delivery)
            return new(there, delivery);
        return await WriteAsync(
            new Row(report.ProjectId, Key(report.Date), Chunks(report), there?.ETag),
            DeliveryState.Written,
            null,
            cancellation
        );
    }

    /// <summary>Writes the new state, if nobody else did since <paramref name="kept"/> was read.</summary>
    /// <exception cref="RowConflictException">Another run was faster.</exception>
    public Task<KeptReport> MarkAsync(
        KeptReport kept,
        DeliveryState state,
        string? note = null,
        CancellationToken cancellation = default
    ) => WriteAsync(kept.Row, state, note, cancellation);

    private async Task<KeptReport> WriteAsync(Row row, DeliveryState state, string? note, CancellationToken cancellation)
    {
        var next = DeliveryRow.With(row, new DailyDelivery(state, time.GetUtcNow(), note));
        var tags = await tables.CommitAsync(Table, [next.ETag is null ? RowChange.Insert(next) : RowChange.Update(next)], cancellation);
        return new(next with { ETag = tags[0] }, DeliveryRow.Of(next));
    }

    private static string Key(DateOnly date) => Prefix + date.ToString("yyyy-MM-dd");

    private static Dictionary<string, object> Chunks(DailyReport report) =>
        JsonSerializer
            .SerializeToUtf8Bytes(report with { Delivery = null }, Json)
            .Chunk(ChunkBytes)
            .Select((chunk, i) => KeyValuePair.Create($"json{i}", (object)chunk))
            .ToDictionary(StringComparer.Ordinal);

    private static DailyReport Read(Row row)
    {
        var json = new MemoryStream();
        for (var i = 0; row.Bytes($"json{i}") is { } chunk; i++)
            json.Write(chunk);
        return JsonSerializer.Deserialize<DailyReport>(json.GetBuffer().AsSpan(0, (int)json.Length), Json)!;
    }
}

/// <summary>A kept report as it was read or written last.</summary>
public sealed record KeptReport(Row Row, DailyDelivery Delivery);
