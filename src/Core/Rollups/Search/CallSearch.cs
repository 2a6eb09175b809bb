using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// Lists calls. By time it walks back from the latest minute; the most expensive and slowest come from the rollups' top lists, without a scan,
/// except of one user or one failed check, whose calls are looked through.
/// </summary>
public sealed class CallSearch(RollupReader rollups, CallStore calls, CallIndex index)
{
    /// <summary>The most calls that one request looks at.</summary>
    public const int MostExamined = 200_000;

    public Task<CallPage> RunAsync(string projectId, CallQuery query, CancellationToken cancellation) =>
        query.Order == CallOrder.Time ? LatestAsync(projectId, query, cancellation)
        : query.UserId is null && query.FailedCheck is null ? TopAsync(projectId, query, cancellation)
        : TopOfSpanAsync(projectId, query, cancellation);

    private async Task<CallPage> LatestAsync(string projectId, CallQuery query, CancellationToken cancellation)
    {
        var page = new List<LlmCall>();
        var examined = 0;
        var span = query.After is { } after && after.Timestamp < query.To ? query with { To = after.Timestamp.AddTicks(1) } : query;
        await foreach (var minute in MinutesAsync(projectId, span, cancellation))
        {
            examined += minute.Examined;
            page.AddRange(minute.Calls.Where(call => IsBehind(call, query.After)));
            if (page.Count > query.Limit || examined > MostExamined)
                break;
        }
        var more = page.Count > query.Limit;
        var shown = page.Take(query.Limit).ToList();
        return new CallPage(shown, more ? shown[^1] : null, examined <= MostExamined);
    }

    /// <summary>The calls of each minute that match, latest first.</summary>
    private async IAsyncEnumerable<(List<LlmCall> Calls, int Examined)> MinutesAsync(
        string projectId,
        CallQuery query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var (from, before) = (Minute.Of(query.From), Minute.AtOrAfter(query.To));
        // A place may hold calls of many minutes: it is read once, and what matches waits for its minute.
        var waiting = new Dictionary<Minute, List<(LlmCall Call, SlotShard Place)>>();
        var read = new HashSet<SlotShard>();
        await foreach (var (minute, places) in rollups.PlacesAsync(projectId, from, before, cancellation))
        {
            var examined = 0;
            foreach (var place in places.Where(read.Add))
            {
                await foreach (var call in calls.ReadAsync(place, cancellation))
                {
                    examined++;
                    if (!query.Matches(call))
                        continue;
                    var at = Minute.Of(call.Timestamp);
                    (waiting.TryGetValue(at, out var list) ? list : waiting[at] = []).Add((call, place));
                }
            }
            if (!waiting.Remove(minute, out var found))
                found = [];
            var claims = await index.FindAllAsync(projectId, [.. found.Select(item => item.Call.RequestId)], cancellation);
            var counted = found.Where((item, i) => claims[i] == item.Place).Select(item => item.Call);
            yield return (
                [.. counted.OrderByDescending(call => call.Timestamp).ThenBy(call => call.RequestId, StringComparer.Ordinal)],
                examined
            );
        }
    }

    private static bool IsBehind(LlmCall call, (DateTimeOffset Timestamp, string RequestId)? after) =>
        after is not { } last
        || call.Timestamp < last.Timestamp
        || (call.Timestamp == last.Timestamp && string.CompareOrdinal(call.RequestId, last.RequestId) > 0);

    private async Task<CallPage> TopAsync(string projectId, CallQuery query, CancellationToken cancellation)
    {
        var rollup = await rollups.ReadAsync(projectId, Minute.Of(query.From), Minute.AtOrAfter(query.To), cancellation);
        var top = new TopList();
        foreach (var (_, cell) in rollup.Cells.Where(cell => query.Matches(cell.Key)))
            top.Merge(query.Order == CallOrder.Cost ? cell.MostExpensive : cell.Slowest);
        var found = new List<LlmCall>();
        foreach (var item in top.Items)
            if (
                found.Count < query.Limit
                && await calls.FindAsync(projectId, item.Id, cancellation) is { Call: var call }
                && query.Matches(call)
            )
                found.Add(call);
        // A full top list may have left out calls that match; whoever asked for more than were found is told so.
        return new CallPage(found, null, top.Items.Count < TopList.Capacity || found.Count == query.Limit);
    }

    private async Task<CallPage> TopOfSpanAsync(string projectId, CallQuery query, CancellationToken cancellation)
    {
        var (found, examined) = (new List<LlmCall>(), 0);
        await foreach (var minute in MinutesAsync(projectId, query, cancellation))
        {
            examined += minute.Examined;
            found =
            [
                .. found
                    .Concat(minute.Calls)
                    .OrderByDescending(ScoreOf)
                    .ThenBy(call => call.RequestId, StringComparer.Ordinal)
                    .Take(query.Limit),
            ];
            if (examined > MostExamined)
                break;
        }
        return new CallPage(found, null, examined <= MostExamined);

        decimal ScoreOf(LlmCall call) =>
            query.Order == CallOrder.Cost ? call.Cost.Usd?.ToDecimal() ?? -1 : (decimal)(call.TotalSeconds ?? -1);
    }
}
