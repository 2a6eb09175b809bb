using System.Text.Json.Serialization;

namespace LlmMonitor.Core.Drift;

/// <summary>How one stream stands, as people see it; its detectors' state lies apart.</summary>
/// <param name="Reason">Why it is so, in a sentence.</param>
/// <param name="Since">Of a change: from when on outputs are likely other ones. Null where it is steady or unknown.</param>
/// <param name="NFed">Outputs that the detectors saw.</param>
/// <param name="NThinned">Outputs of a busy stream that were left out, by a hash of their id.</param>
/// <param name="NLate">Outputs that came when later ones had been fed: counted, not fed.</param>
/// <param name="LastAt">Timestamp of the last output that was fed.</param>
/// <param name="LastId">Its request id.</param>
/// <param name="BaselineVersion">Of the baseline that was set for the endpoint; 0 where the stream's first outputs are its baseline.</param>
/// <param name="Alarms">The latest, newest first.</param>
public sealed record StreamStatus(
    StreamKey Stream,
    StreamStanding State,
    string Reason,
    DateTimeOffset? Since,
    long NFed,
    long NThinned,
    long NLate,
    DateTimeOffset LastAt,
    string LastId,
    int BaselineVersion,
    IReadOnlyList<QualityAlarm> Alarms
)
{
    public const int MostAlarms = 20;

    /// <summary>Of a stream that nothing was fed yet.</summary>
    public static StreamStatus New(StreamKey stream) =>
        new(stream, StreamStanding.Unknown, "No output has been judged yet.", null, 0, 0, 0, DateTimeOffset.MinValue, "", 0, []);

    /// <summary>Which embedder made the vectors that its detectors know: those of another are never mixed with them.</summary>
    public string? Embedder { get; init; }

    /// <summary>Of the baseline: each output statistic's median, by name.</summary>
    public IReadOnlyDictionary<string, double> BaselineMedians { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The share of the outputs that is fed, a power of one half.</summary>
    public double FeedShare { get; init; } = 1;

    /// <summary>When the first output was fed.</summary>
    public DateTimeOffset FirstAt { get; init; }

    /// <summary>When people last said that they know; before any alarm of a stream that they never had to.</summary>
    public DateTimeOffset AcknowledgedAt { get; init; }

    /// <summary>How surely outputs are other ones: the detectors' value, held against the levels. Null before the baseline is complete.</summary>
    public double? Value { get; init; }

    /// <summary>A warning from this value on; a mean time of as many outputs to a false one.</summary>
    public double WarningLevel { get; init; }

    /// <summary>A critical alarm from this value on.</summary>
    public double CriticalLevel { get; init; }

    /// <summary>Of each check: how often it failed, over all outcomes that its detector saw.</summary>
    public IReadOnlyList<FlagStatus> Flags { get; init; } = [];

    /// <summary>Outputs a day, over its time so far; at least a day.</summary>
    [JsonIgnore]
    public double FeedPerDay => NFed / Math.Max(1, (LastAt - FirstAt).TotalDays);
}

public enum StreamStanding
{
    /// <summary>Too little is known to say anything.</summary>
    Unknown,

    /// <summary>Outputs are like the baseline, as far as the detectors see.</summary>
    Steady,

    /// <summary>A detector rang and nobody has acknowledged it, or set a new baseline.</summary>
    Changed,
}

/// <param name="Value">Of its detector; held against the stream's levels.</param>
/// <param name="FailureRate">Null where there is no outcome yet.</param>
public sealed record FlagStatus(string Name, double Value, long N, double? FailureRate);
