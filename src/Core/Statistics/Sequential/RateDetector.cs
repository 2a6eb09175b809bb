namespace LlmMonitor.Core.Statistics.Sequential;

/// <summary>
/// A rise of a failure rate whose healthy value is learned. The conformal p-value of each outcome among all before it (a failure ranks above every success,
/// ties broken at random) is uniform while outcomes are exchangeable, whatever their rate. A bet that a rate a became b, b/a where p &gt; 1 − a and
/// (1 − b)/(1 − a) elsewhere, has mean 1: the promise of <see cref="EDetector"/> holds exactly, without knowing the rate.
/// </summary>
public sealed class RateDetector
{
    private static readonly (double From, double To)[] Rises =
    [
        (0.002, 0.01),
        (0.002, 0.1),
        (0.005, 0.02),
        (0.005, 0.2),
        (0.01, 0.03),
        (0.01, 0.2),
        (0.03, 0.08),
        (0.03, 0.3),
        (0.1, 0.2),
        (0.1, 0.5),
        (0.3, 0.45),
        (0.3, 0.8),
    ];

    public EDetector Detector { get; } = new(Rises.Length);

    /// <summary>Outcomes so far.</summary>
    public long N { get; private set; }

    public long Failures { get; private set; }

    /// <summary>Takes an outcome as healthy, without a bet.</summary>
    public void Learn(bool failed)
    {
        N++;
        Failures += failed ? 1 : 0;
    }

    /// <summary>Judges an outcome, then learns it.</summary>
    /// <param name="uniform">In 0 to 1, drawn anew for each outcome.</param>
    public void Feed(bool failed, double uniform, uint time)
    {
        var successes = N - Failures;
        var p = (failed ? successes + uniform * (Failures + 1) : uniform * (successes + 1)) / (N + 1);
        Span<double> factors = stackalloc double[Rises.Length];
        for (var k = 0; k < factors.Length; k++)
        {
            var (from, to) = Rises[k];
            factors[k] = p > 1 - from ? to / from : (1 - to) / (1 - from);
        }
        Detector.Feed(factors, time);
        Learn(failed);
    }

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Detector.Write(writer.Count(N).Count(Failures));
    }

    public static RateDetector Read(ref PackedReader reader)
    {
        var detector = new RateDetector { N = reader.Count(), Failures = reader.Count() };
        detector.Detector.Read(ref reader);
        return detector;
    }
}
