using System.Globalization;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Logging;

namespace LlmMonitor.Core.Safety.Gate;

/// <summary>
/// Counts every check by minute and endpoint in memory, and writes the counts at most <see cref="FlushAfter"/> later: the denominators of rates. Each
/// instance has rows of its own. A kill loses what was counted since the last write; what was blocked or flagged is kept elsewhere, before it is answered.
/// </summary>
public sealed class GateCounts : IDisposable
{
    public const string Table = "gatecounts";
    public const string OtherEndpoints = "(other)";
    private const int MostEndpoints = 200;

    private readonly Dictionary<(string Project, DateTimeOffset Minute), Dictionary<string, GateTally>> _minutes = [];
    private readonly Lock _lock = new();
    private readonly ITables _tables;
    private readonly TimeProvider _time;
    private readonly ILogger<GateCounts> _log;
    private readonly ITimer _timer;
    private readonly string _instance;
    private bool _isArmed;

    /// <param name="random">Names this instance among those that count the same minute.</param>
    public GateCounts(ITables tables, TimeProvider time, SecretSource random, ILogger<GateCounts> log)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(random);
        (_tables, _time, _log) = (tables, time, log);
        Span<byte> name = stackalloc byte[8];
        random(name);
        _instance = Convert.ToHexStringLower(name);
        _timer = time.CreateTimer(_ => _ = FlushAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public static TimeSpan FlushAfter { get; } = TimeSpan.FromSeconds(2);

    public void Count(string projectId, string? endpoint, GateTally one)
    {
        var now = _time.GetUtcNow();
        var minute = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
        lock (_lock)
        {
            if (!_minutes.TryGetValue((projectId, minute), out var endpoints))
                _minutes[(projectId, minute)] = endpoints = new(StringComparer.Ordinal);
            var key = endpoint ?? "(none)";
            if (endpoints.Count >= MostEndpoints && !endpoints.ContainsKey(key))
                key = OtherEndpoints;
            endpoints[key] = endpoints.GetValueOrDefault(key, GateTally.None).Plus(one);
            if (_isArmed)
                return;
            _isArmed = true;
            _timer.Change(FlushAfter, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Writes all that is counted; called by a timer of its own.</summary>
    public async Task FlushAsync()
    {
        var (rows, closed) = Rows();
        try
        {
            await _tables.PutAllAsync(Table, rows);
            lock (_lock)
                foreach (var key in closed)
                    _minutes.Remove(key);
        }
#pragma warning disable CA1031 // Nobody waits for this task: what failed is tried again with the next check, and said.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _log.LogError(fault, "The counts of the safety gate could not be written; they are tried again with the next check.");
        }
    }

    /// <summary>The counts of a span by minute and endpoint, of all instances together.</summary>
    public async Task<IReadOnlyDictionary<(DateTimeOffset Minute, string Endpoint), GateTally>> ReadAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset before,
        CancellationToken cancellation = default
    )
    {
        var tallies = new Dictionary<(DateTimeOffset, string), GateTally>();
        for (var day = new DateTimeOffset(from.UtcDateTime.Date, TimeSpan.Zero); day < before; day = day.AddDays(1))
        {
            var range = RowRange.Keys(GateHitStore.PartitionOf(projectId, day), KeyOf(from), KeyOf(before));
            await foreach (var row in _tables.ReadAsync(Table, range, cancellation))
            {
                var minute = DateTimeOffset.ParseExact(
                    row.Key.Split('|')[0],
                    "yyyyMMddHHmm",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal
                );
                foreach (var (endpoint, tally) in JsonRow.Read<Dictionary<string, GateTally>>(row))
                    tallies[(minute, endpoint)] = tallies.GetValueOrDefault((minute, endpoint), GateTally.None).Plus(tally);
            }
        }
        return tallies;
    }

    public void Dispose() => _timer.Dispose();

    // A minute that is over is written for the last time, and forgotten once it is.
    private (List<Row> Rows, List<(string, DateTimeOffset)> Closed) Rows()
    {
        lock (_lock)
        {
            _isArmed = false;
            var now = _time.GetUtcNow();
            return (
                [
                    .. _minutes.Select(entry =>
                        JsonRow.Of(
                            GateHitStore.PartitionOf(entry.Key.Project, entry.Key.Minute),
                            $"{KeyOf(entry.Key.Minute)}|{_instance}",
                            new Dictionary<string, GateTally>(entry.Value, StringComparer.Ordinal)
                        )
                    ),
                ],
                [.. _minutes.Keys.Where(key => key.Minute.AddMinutes(1) <= now)]
            );
        }
    }

    private static string KeyOf(DateTimeOffset minute) => minute.UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
}

/// <summary>How many checks, and what became of them; <c>Failed</c> ones were answered by the mode on error.</summary>
public readonly record struct GateTally(long Checks, long Blocked, long Flagged, long Sampled, long Failed)
{
    public static GateTally None => default;

    public GateTally Plus(GateTally other) =>
        new(Checks + other.Checks, Blocked + other.Blocked, Flagged + other.Flagged, Sampled + other.Sampled, Failed + other.Failed);
}
