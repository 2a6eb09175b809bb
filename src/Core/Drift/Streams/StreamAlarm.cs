namespace LlmMonitor.Core.Drift.Streams;

/// <summary>A detector reached a level.</summary>
/// <param name="Detector">outputs, prompts, or <c>flag:</c> and its name.</param>
/// <param name="Critical">Else a warning.</param>
/// <param name="Cause">What most likely changed: model, mix (the prompts), check.</param>
/// <param name="OutputId">The output at which it rang.</param>
/// <param name="Value">Of the e-detector now.</param>
/// <param name="Level">A false alarm at most once in this many outputs, on average.</param>
/// <param name="Since">The estimated change point, to the second.</param>
/// <param name="N">Outputs judged since the baseline (for a flag: outcomes).</param>
/// <param name="Moved">The statistics with the strongest evidence first; empty for a flag.</param>
/// <param name="TellingIds">Recent outputs that look least like the baseline, the most telling first.</param>
/// <param name="Rates">Of a flag: its failure rate before and since, and the outcomes since; null otherwise.</param>
public sealed record StreamAlarm(
    string Detector,
    bool Critical,
    string Cause,
    string OutputId,
    DateTimeOffset Time,
    double Value,
    double Level,
    DateTimeOffset Since,
    long N,
    IReadOnlyList<MovedStatistic> Moved,
    IReadOnlyList<string> TellingIds,
    (double Before, double Since, int Outcomes)? Rates = null
);

/// <param name="Index">Place of the statistic in <see cref="StreamOutput.Statistics"/>.</param>
/// <param name="Value">Its own e-detector.</param>
/// <param name="Shift">The chance that a recent output has more of it than one of the reference, ties half: 0.5 is no shift.</param>
public sealed record MovedStatistic(
    int Index,
    double Value,
    float MedianBefore,
    float MedianSince,
    double MeanBefore,
    double MeanSince,
    double Shift
);
