using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Statistics.Sequential;

namespace LlmMonitor.Core.Drift.Streams;

/// <summary>Watches how often one check fails: against a fixed rate where it should never, against what it was where some failures are healthy.</summary>
internal sealed class FlagWatch(double neverRate)
{
    /// <summary>Outcomes before a learned rate is judged: with fewer a rise could hardly be told.</summary>
    public const int LeastOutcomes = 100;

    /// <summary>Failures whose ids are kept, the latest.</summary>
    private const int MostIds = 10;

    private readonly BernoulliDetector _never = new(neverRate);
    private RateDetector _learned = new();
    private readonly List<(uint Time, bool Failed)> _recent = [];
    private readonly Queue<string> _failedIds = [];

    public bool Frozen { get; set; }

    public bool Warned { get; set; }

    public bool Never { get; private set; } = true;

    public long N => _learned.N;

    public long CountedWhileFrozen { get; private set; }

    private EDetector Detector => Never ? _never.Detector : _learned.Detector;

    public double Value => Detector.Value;

    public uint Since => Detector.Since;

    public IReadOnlyList<string> FailedIds => [.. _failedIds.Reverse()];

    public double Rate => N == 0 ? double.NaN : (double)_learned.Failures / N;

    /// <param name="baseline">The stream still learns what is healthy.</param>
    public void Feed(StreamFlag flag, Seen output, bool baseline)
    {
        if (Frozen)
        {
            CountedWhileFrozen++;
            return;
        }
        if (flag.Failed)
        {
            _failedIds.Enqueue(output.Id!);
            if (_failedIds.Count > MostIds)
                _failedIds.Dequeue();
        }
        Never = flag.Never;
        if (flag.Never)
            _never.Feed(flag.Failed, output.Time);
        if (flag.Never || baseline || N < LeastOutcomes)
            _learned.Learn(flag.Failed);
        else
            _learned.Feed(flag.Failed, HashUniform.Of(output.Hash, SaltOf(flag.Name)), output.Time);
        _recent.Add((output.Time, flag.Failed));
        if (_recent.Count > WitnessView.Recent)
            _recent.RemoveAt(0);
    }

    /// <summary>The failure rate before and from a time on, and from how many outcomes since, as far as the last outcomes reach.</summary>
    public (double Before, double Since, int Outcomes) Rates(uint since)
    {
        var after = _recent.Where(outcome => outcome.Time >= since).ToList();
        var failed = after.Count(outcome => outcome.Failed);
        return (Share(_learned.Failures - failed, N - after.Count), Share(failed, after.Count), after.Count);
    }

    public void Acknowledge()
    {
        (Frozen, Warned, CountedWhileFrozen) = (false, false, 0);
        _never.Detector.Reset();
        _learned.Detector.Reset();
    }

    public void Write(PackedWriter writer)
    {
        writer.Flag(Frozen).Flag(Warned).Flag(Never).Count(CountedWhileFrozen);
        _never.Detector.Write(writer);
        _learned.Write(writer);
        writer.Count(_recent.Count);
        foreach (var (time, failed) in _recent)
            writer.Count(time).Flag(failed);
        writer.Count(_failedIds.Count);
        foreach (var id in _failedIds)
            writer.Text(id);
    }

    public static FlagWatch Read(ref PackedReader reader, double neverRate)
    {
        var watch = new FlagWatch(neverRate)
        {
            Frozen = reader.Flag(),
            Warned = reader.Flag(),
            Never = reader.Flag(),
            CountedWhileFrozen = reader.Count(),
        };
        watch._never.Detector.Read(ref reader);
        watch._learned = RateDetector.Read(ref reader);
        for (var left = reader.Count(); left > 0; left--)
            watch._recent.Add(((uint)reader.Count(), reader.Flag()));
        for (var left = reader.Count(); left > 0; left--)
            watch._failedIds.Enqueue(reader.Text());
        return watch;
    }

    private static double Share(long part, long all) => all <= 0 ? double.NaN : (double)part / all;

    /// <summary>Below every number that statistics and witnesses take.</summary>
    private static int SaltOf(string name)
    {
        var salt = 0;
        foreach (var letter in name)
            salt = unchecked(salt * 31 + letter);
        return -1000 - (salt & 0xFFFFFF);
    }
}
