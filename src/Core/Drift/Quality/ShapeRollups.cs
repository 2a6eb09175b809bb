using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Drift;

/// <summary>
/// The output statistics of each stream and hour, as sketches: table <c>outputshapes</c>, partition project|day, key hour|stream|the output
/// behind which the run began: a run that is repeated after a kill replaces what it wrote.
/// </summary>
public sealed class ShapeRollups(ITables tables)
{
    public const string Table = "outputshapes";

    public async Task WriteAsync(
        string projectId,
        StreamKey stream,
        IReadOnlyList<FedOutput> outputs,
        DateTimeOffset behind,
        CancellationToken cancellation
    )
    {
        var rows = new List<Row>();
        var names = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["endpoint"] = stream.Endpoint,
            ["model"] = stream.Model,
            ["prompt_version"] = stream.PromptVersion,
        };
        foreach (var hour in outputs.GroupBy(output => HourOf(output.Timestamp)))
        {
            var sketches = new ShapeSketches();
            foreach (var output in hour)
                sketches.Add(OutputShape.Unpack(output.Shape.Span));
            rows.AddRange(
                PackedRows.Of(
                    Partition(projectId, hour.Key),
                    $"{hour.Key:HH}|{stream.Id}|{behind.UtcTicks:d19}",
                    sketches.ToBytes(),
                    names
                )
            );
        }
        await tables.PutAllAsync(Table, rows, cancellation);
    }

    /// <summary>Of whole hours that begin in the span, by stream.</summary>
    public async Task<IReadOnlyDictionary<StreamKey, ShapeSketches>> ReadAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation
    )
    {
        var merged = new Dictionary<StreamKey, ShapeSketches>();
        for (var day = HourOf(from).Date; day < to.UtcDateTime; day = day.AddDays(1))
        {
            var rows = new List<Row>();
            await foreach (var row in tables.ReadAsync(Table, RowRange.In(Partition(projectId, day)), cancellation))
                rows.Add(row);
            foreach (var one in rows.GroupBy(PackedRows.KeyOf, StringComparer.Ordinal))
            {
                var start = day.AddHours(int.Parse(one.Key.AsSpan(0, 2), System.Globalization.CultureInfo.InvariantCulture));
                if (start < HourOf(from) || start >= to.UtcDateTime)
                    continue;
                var names = one.First();
                var stream = new StreamKey(names.Text("endpoint")!, names.Text("model")!, names.Text("prompt_version")!);
                if (!merged.TryGetValue(stream, out var sketches))
                    merged[stream] = sketches = new ShapeSketches();
                sketches.Merge(ShapeSketches.FromBytes(PackedRows.Join(one)));
            }
        }
        return merged;
    }

    private static string Partition(string projectId, DateTime hour) => $"{projectId}|{hour:yyyyMMdd}";

    private static DateTime HourOf(DateTimeOffset time) => time.UtcDateTime.Date.AddHours(time.UtcDateTime.Hour);
}
