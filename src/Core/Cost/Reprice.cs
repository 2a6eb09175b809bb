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
/// the span cost before and after. Calls that are not folded yet were priced by today's table already.
/// </summary>
public sealed class Reprice(ITables tables, CallStore calls, CallIndex index, PriceStep pricing, Rebuild rebuild, TimeProvider time)
    : IOperationWork
{
    public const string Name = "reprice";

    public string Kind => Name;

    public async Task<object> RunAsync(Project project, JsonElement input, CancellationToken cancellation)
    {
        var (from, to) = (input.GetProperty("from").GetDateTimeOffset(), input.GetProperty("to").GetDateTimeOffset());
        var (changed, before, after) = (0L, PicoUsd.Zero, PicoUsd.Zero);
        await foreach (var place in calls.PlacesAsync(project.Id, from - CallLimits.ClockAhead, time.GetUtcNow(), cancellation))
        {
            if (await tables.FindAsync(CallTables.Markers, project.Id, place.Key, cancellation) is not null)
                continue;
            var rows = new List<Row>();
            await foreach (var call in CountedAsync(place, from, to, cancellation))
            {
                var priced = pricing.Price(call, project);
                before += call.Cost.Usd ?? PicoUsd.Zero;
                after += priced.Cost.Usd ?? PicoUsd.Zero;
                if (priced.Cost with { TableVersion = call.Cost.TableVersion } != call.Cost)
                    rows.Add(CallStore.RowOf(place, call.RequestId, CallPack.Pack(priced)));
            }
            await tables.PutAllAsync(CallTables.Calls, rows, cancellation);
            changed += rows.Count;
        }
        var result = new RepriceResult(from, to, changed, before, after);
        await AuditAsync(project, result, cancellation);
        await rebuild.RunAsync(project, Minute.Of(from).Day, Minute.Of(to.AddTicks(-1)).Day, cancellation);
        return result;
    }

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
