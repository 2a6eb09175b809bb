using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Operations;

/// <summary>
/// Erases a person: <c>{"user_id", "asked_by", "asked_at"}</c>. First what waits is folded, then calls are erased, then everything that names the person.
/// It goes on in slices; each begins where the last one ended.
/// </summary>
public sealed class EraseUserWork(ITables tables, SlotFold fold, CallErasure calls, IEnumerable<IPersonalData> rooms, TimeProvider time)
    : IOperationWork
{
    public const string Name = "erase";

    /// <summary>A function is stopped after four minutes.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(120);

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Kind => Name;

    public async Task<object> RunAsync(Project project, JsonElement input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(project);
        var started = time.GetUtcNow();
        var ask = input.Deserialize<EraseRequest>(Json)!;
        var erasure = new Erasure(project, ask.UserId, UserSpendRows.EscapeUser(ask.UserId), ask.AskedAt);
        await FoldAsync(project.Id, ask, cancellation);
        var next = await calls.RunAsync(erasure, ask.Next, () => time.GetUtcNow() - started >= Slice, cancellation);
        var rows = Sum(ask.Rows, erasure.Rows);
        if (next is not null)
            throw new OperationUnfinishedException(ask with { Next = next, Rows = rows });
        foreach (var room in rooms)
            await room.EraseAsync(erasure, cancellation);
        rows = Sum(ask.Rows, erasure.Rows);
        await AuditAsync(project, ask, rows, cancellation);
        return new ErasedRows(SubjectOf(project, ask.UserId), rows);
    }

    /// <summary>The person's id is not kept with an operation that is done.</summary>
    public object InputWhenDone(Project project, JsonElement input)
    {
        var ask = input.Deserialize<EraseRequest>(Json)!;
        return new
        {
            subject = SubjectOf(project, ask.UserId),
            ask.AskedBy,
            ask.AskedAt,
        };
    }

    /// <summary>
    /// Names the person in audit rows: 120 bits of HMAC-SHA256 under the project's secret. Whoever knows the id can find the row; nobody finds the id.
    /// </summary>
    public static string SubjectOf(Project project, string userId)
    {
        ArgumentNullException.ThrowIfNull(project);
        var hash = HMACSHA256.HashData(project.PseudonymKey.Span, Encoding.UTF8.GetBytes($"erased\n{userId}"));
        return $"erased-{Convert.ToHexStringLower(hash.AsSpan(0, 15))}";
    }

    /// <summary>What waits to be folded would name the person afterwards. A slot that is still open is waited for.</summary>
    private async Task FoldAsync(string projectId, EraseRequest ask, CancellationToken cancellation)
    {
        var waiting = new List<SlotShard>();
        await foreach (var marker in tables.ReadAsync(CallTables.Markers, RowRange.In(projectId), cancellation))
            if (SlotShard.Parse(projectId, marker.Key) is var place && place.Slot.Start <= ask.AskedAt)
                waiting.Add(place);
        if (waiting.Count > 0 && waiting.Max(place => place.Slot.Ripe) - time.GetUtcNow() is { Ticks: > 0 } early)
            throw new OperationUnfinishedException(ask, early);
        foreach (var place in waiting)
            await fold.RunAsync(new SlotPointer(projectId, place.Key), cancellation);
    }

    private Task AuditAsync(Project project, EraseRequest ask, IReadOnlyDictionary<string, long> rows, CancellationToken cancellation) =>
        AuditLog.AddAsync(
            tables,
            project.Id,
            Name,
            time.GetUtcNow(),
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["subject"] = SubjectOf(project, ask.UserId),
                ["asked_by"] = ask.AskedBy,
                ["asked_at"] = ask.AskedAt,
                ["rows"] = JsonSerializer.Serialize(rows),
            },
            cancellation
        );

    private static Dictionary<string, long> Sum(IReadOnlyDictionary<string, long>? before, IReadOnlyDictionary<string, long> more)
    {
        var sum = new Dictionary<string, long>(more, StringComparer.Ordinal);
        foreach (var (table, rows) in before ?? new Dictionary<string, long>())
            sum[table] = sum.GetValueOrDefault(table) + rows;
        return sum;
    }
}

/// <param name="AskedBy">The id of the key.</param>
/// <param name="Next">From which partition of calls to go on; null at the beginning.</param>
/// <param name="Rows">What earlier slices erased.</param>
public sealed record EraseRequest(
    string UserId,
    string AskedBy,
    DateTimeOffset AskedAt,
    string? Next = null,
    IReadOnlyDictionary<string, long>? Rows = null
);

/// <param name="Subject">Names the person in the audit, and says nothing about them.</param>
/// <param name="Rows">How many rows of which table were erased or rewritten.</param>
public sealed record ErasedRows(string Subject, IReadOnlyDictionary<string, long> Rows);
