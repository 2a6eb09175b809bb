using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Checks.Dates;

/// <summary>
/// Remembers which order of day and month the documents of each endpoint and feature proved in the last 90 days: a row a day with its runs'
/// counts, and one row with the sum, which is all that checks read.
/// </summary>
public sealed class DateOrderStore(ITables tables, TimeProvider time)
{
    public const string Table = "dateorders";
    public const int Days = 90;

    // Kept a minute: the sums change once an hour.
    private readonly BriefCache<DateOrders> _cache = new(time, TimeSpan.FromMinutes(1), most: 10_000);

    /// <summary>Counts the documents of one run. The same run once more replaces what it counted before.</summary>
    /// <param name="behind">The time behind which the run's documents begin: it names the run.</param>
    /// <param name="documents">Endpoint, feature and what each call's <see cref="LlmCall.SourceDates"/> says; unknown ones are passed over.</param>
    public async Task LearnAsync(
        string projectId,
        DateTimeOffset behind,
        IEnumerable<(string? Endpoint, string? Feature, DateOrder Order)> documents,
        CancellationToken cancellation = default
    )
    {
        var day = DateOnly.FromDateTime(behind.UtcDateTime);
        foreach (var group in documents.Where(one => one.Order != DateOrder.Unknown).GroupBy(one => KeyOf(one.Endpoint, one.Feature), StringComparer.Ordinal))
        {
            var key = $"{group.Key}|{day:yyyyMMdd}";
            var row = await tables.FindAsync(Table, projectId, key, cancellation);
            var runs = row is null ? [] : JsonRow.Read<DayCounts>(row).Runs;
            runs[behind.UtcTicks] = OrderCounts.Of(group.Select(one => one.Order));
            await tables.CommitAsync(Table, [RowChange.Put(JsonRow.Of(projectId, key, new DayCounts(runs)))], cancellation);
            await SumAsync(projectId, group.Key, day, cancellation);
        }
        _cache.Forget(projectId);
    }

    /// <summary>What was learnt, up to a minute old.</summary>
    public async ValueTask<DateOrders> RecentAsync(string projectId, CancellationToken cancellation) =>
        (await _cache.GetAsync(projectId, async () => await ReadAsync(projectId), cancellation))!;

    private async Task<DateOrders> ReadAsync(string projectId)
    {
        var orders = new Dictionary<string, DateOrder>(StringComparer.Ordinal);
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(SumsOf(projectId))))
        {
            var (dayFirst, monthFirst, mixed) = JsonRow.Read<OrderCounts>(row);
            orders[row.Key] = DateOrderRules.Learnt(dayFirst, monthFirst, mixed);
        }
        return new DateOrders(orders);
    }

    private async Task SumAsync(string projectId, string key, DateOnly day, CancellationToken cancellation)
    {
        var sum = new OrderCounts(0, 0, 0);
        var gone = new List<Row>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.WithPrefix(projectId, $"{key}|"), cancellation))
            if (string.CompareOrdinal(row.Key, $"{key}|{day.AddDays(-Days):yyyyMMdd}") <= 0)
                gone.Add(row);
            else
                sum = JsonRow.Read<DayCounts>(row).Runs.Values.Aggregate(sum, (all, run) => all.Plus(run));
        await tables.PutAllAsync(Table, [JsonRow.Of(SumsOf(projectId), key, sum)], cancellation);
        await tables.DeleteAllAsync(Table, gone, cancellation);
    }

    internal static string KeyOf(string? endpoint, string? feature) => $"{UserSpendRows.EscapeUser(endpoint)}|{UserSpendRows.EscapeUser(feature)}";

    private static string SumsOf(string projectId) => $"{projectId}|sums";

    private sealed record DayCounts(Dictionary<long, OrderCounts> Runs);
}

/// <summary>Documents by the order that they proved.</summary>
public sealed record OrderCounts(long DayFirst, long MonthFirst, long Mixed)
{
    public static OrderCounts Of(IEnumerable<DateOrder> orders)
    {
        var counts = new OrderCounts(0, 0, 0);
        foreach (var order in orders)
            counts = counts.Plus(
                order switch
                {
                    DateOrder.DayFirst => new(1, 0, 0),
                    DateOrder.MonthFirst => new(0, 1, 0),
                    DateOrder.Mixed => new(0, 0, 1),
                    _ => new(0, 0, 0),
                }
            );
        return counts;
    }

    public OrderCounts Plus(OrderCounts other) => new(DayFirst + other.DayFirst, MonthFirst + other.MonthFirst, Mixed + other.Mixed);
}

/// <summary>What the features of a project proved so far.</summary>
public sealed class DateOrders(IReadOnlyDictionary<string, DateOrder> byKey)
{
    public DateOrder Of(string? endpoint, string? feature) => byKey.GetValueOrDefault(DateOrderStore.KeyOf(endpoint, feature));
}
