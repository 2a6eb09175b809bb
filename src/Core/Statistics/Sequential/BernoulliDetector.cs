namespace LlmMonitor.Core.Statistics.Sequential;

/// <summary>
/// Failures that should be rare: an <see cref="EDetector"/> on the likelihood ratios of the rates 0.01, 0.05 and 0.2 against p0. While the failure rate is at most p0,
/// whatever came before, the mean of each factor is at most 1. Because one failure multiplies by 10 to 200, the value leaps over its level, and the true
/// chance of a false alarm is far below n / A.
/// </summary>
/// <param name="p0">The greatest healthy rate, below 0.01.</param>
public sealed class BernoulliDetector(double p0 = 0.001)
{
    private static readonly double[] Alternatives = [0.01, 0.05, 0.2];
    private readonly double[] _onFailure = [.. Alternatives.Select(p1 => p1 / p0)];
    private readonly double[] _onSuccess = [.. Alternatives.Select(p1 => (1 - p1) / (1 - p0))];

    public EDetector Detector { get; } = new(Alternatives.Length);

    public void Feed(bool failed, uint time) => Detector.Feed(failed ? _onFailure : _onSuccess, time);
}
