using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Cost;

/// <summary>
/// Prices the calls of a span anew by today's table (each by its own date, as ever), and rebuilds the days that hold them. The audit row keeps what
/// the span cost before and after. Calls that are not folded yet were priced by today's table already. First all is counted, then written, then rebuilt:
/// so the audit is of what was there before the first price changed, however often a run dies. It goes on in slices; each begins where the last one ended.
/// </summary>
public sealed class Reprice(ITables tables, CallStore calls, CallIndex index, PriceStep pricing, Rebuild rebuild, TimeProvider time)
    : IOperationWork
{
    public const string Name = "reprice";

    /// <summary>A function is stopped after four minutes.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(120);

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Kind => Name;

    public async Task<object> RunAsync(Project project, JsonElement input, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        bool IsOver() => time.GetUtcNow() - started >= Slice;
        var ask = input.Deserialize<RepriceInput>(Json)!;
        if (ask.Counted is not { } counted)
        {
            counted = await CountAsync(project, ask, IsOver, cancellation);
            await AuditAsync(project, counted, cancellation);
            throw new OperationUnfinishedException(new RepriceInput(ask.From, ask.To) { Counted = counted });
        }
        if (ask.NextDay is null && await WriteAsync(project, ask, IsOver, cancellation) is { } next)
            throw new OperationUnfinishedException(ask with { Next = next });
        var (day, last) = (ask.NextDay ?? Minute.Of(ask.From).Day, Minute.Of(ask.To.AddTicks(-1)).Day);
        if (IsOver())
            throw new OperationUnfinishedException(ask with { NextDay = day });
        if ((await rebuild.RunAsync(project, day, last, IsOver, cancellation)).Next is { } nextDay)
            throw new OperationUnfinishedException(ask with { NextDay = nextDay });
        return counted;
    }

    /// <summary>The span; how far it was is of no interest any more.</summary>
    public object InputWhenDone(Project project, JsonElement input) =>
        new { from = input.GetProperty("from"), to = input.GetProperty("to") };

    private async Task<RepriceResult> CountAsync(Project project, RepriceInput ask, Func<bool> isOver, CancellationToken cancellation)
    {
        var sum = ask.Sum ?? new RepriceResult(ask.From, ask.To, 0, PicoUsd.Zero, PicoUsd.Zero);
        var next = await WalkAsync(
            project,
            ask,
            isOver,
            (_, repriced) =>
            {
                foreach (var (call, priced) in repriced)
                    sum = sum with
                    {
                        NChanged = sum.NChanged + (IsChanged(call, priced) ? 1 : 0),
                        BeforeUsd = sum.BeforeUsd + (call.Cost.Usd ?? PicoUsd.Zero),
                        AfterUsd = sum.AfterUsd + (priced.Cost.Usd ?? PicoUsd.Zero),
                    };
                return Task.CompletedTask;
            },
            cancellation
        );
        return next is null ? sum : throw new OperationUnfinishedException(ask with { Next = next, Sum = sum });
    }

    /// <returns>From where to go on another time; null where all are written.</returns>
    private Task<DateTimeOffset?> WriteAsync(Project project, RepriceInput ask, Func<bool> isOver, CancellationToken cancellation) =>
        WalkAsync(
            project,
            ask,
            isOver,
            (place, repriced) =>
                tables.PutAllAsync(
                    CallTables.Calls,
                    [
                        .. repriced
                            .Where(one => IsChanged(one.Call, one.Priced))
                            .Select(one => CallStore.RowOf(place, one.Call.RequestId, CallPack.Pack(one.Priced))),
                    ],
                    cancellation
                ),
            cancellation
        );

    /// <summary>Shows the calls of the span with their price of today, place by place.</summary>
    /// <returns>The slot from which to go on another time; null where all were shown.</returns>
    private async Task<DateTimeOffset?> WalkAsync(
        Project project,
        RepriceInput ask,
        Func<bool> isOver,
        Func<SlotShard, IReadOnlyList<(LlmCall Call, LlmCall Priced)>, Task> see,
        CancellationToken cancellation
    )
    {
        Slot? last = null;
        await foreach (
            var place in calls.PlacesAsync(project.Id, ask.Next ?? ask.From - CallLimits.ClockAhead, time.GetUtcNow(), cancellation)
        )
        {
            // A slot is gone on with as a whole: all of its shards, or none.
            if (last is not null && last != place.Slot && isOver())
                return place.Slot.Start;
            last = place.Slot;
            if (await tables.FindAsync(CallTables.Markers, project.Id, place.Key, cancellation) is not null)
                continue;
            var repriced = CountedAsync(place, ask.From, ask.To, cancellation).Select(call => (call, pricing.Price(call, project)));
            await see(place, await repriced.ToListAsync(cancellation));
        }
        return null;
    }

    private static bool IsChanged(LlmCall call, LlmCall priced) => priced.Cost with { TableVersion = call.Cost.TableVersion } != call.Cost;

    /// <summary>The calls of a place in a span; duplicates of calls that lie elsewhere count nowhere, and are left as they are.</summary>
    private async IAsyncEnumerable<LlmCall> CountedAsync(
        SlotShard place,
        DateTimeOffset from,
        DateTimeOffset to,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var inSpan = await calls
            .ReadAsync(place, cancellation)
            .Where(call => call.Timestamp >= from && call.Timestamp < to)
            .ToListAsync(cancellation);
        var claims = await index.FindAllAsync(place.ProjectId, [.. inSpan.Select(call => call.RequestId)], cancellation);
        foreach (var (i, call) in inSpan.Index())
            if (claims[i] == place)
                yield return call;
    }

    private Task AuditAsync(Project project, RepriceResult result, CancellationToken cancellation) =>
        AuditLog.AddAsync(
            tables,
            project.Id,
            Name,
            time.GetUtcNow(),
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["from"] = result.From,
                ["to"] = result.To,
                ["n_changed"] = result.NChanged,
                ["before_usd"] = result.BeforeUsd.ToString(),
                ["after_usd"] = result.AfterUsd.ToString(),
            },
            cancellation
        );
}

/// <param name="NChanged">Calls whose price is another now.</param>
public sealed record RepriceResult(DateTimeOffset From, DateTimeOffset To, long NChanged, PicoUsd BeforeUsd, PicoUsd AfterUsd);

/// <summary>The span, and how far its repricing is.</summary>
internal sealed record RepriceInput(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>From which received time counting, or writing, goes on; null at its beginning.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>What was counted so far.</summary>
    public RepriceResult? Sum { get; init; }

    /// <summary>What all comes to; null until it is counted.</summary>
    public RepriceResult? Counted { get; init; }

    /// <summary>The day from which rebuilding goes on; null while not all is written.</summary>
    public DateOnly? NextDay { get; init; }
}
