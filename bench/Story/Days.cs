using LlmMonitor.Core.Drift;

namespace LlmMonitor.Story;

/// <summary>One project with one stream, fed day by day as the hourly runs would.</summary>
/// <param name="checksOnly">Outputs are taken as baseline for ever, so that nothing but checks is judged: quick.</param>
/// <param name="looks">How often a day windows are looked through: 8 or 24 times, or never. They only warn, and take most of the time.</param>
internal sealed class Days(Documents documents, int seed, bool checksOnly = false, int looks = 0)
{
    private const int FewRuns = 8;
    private static readonly DriftOptions Options = new();
    private StreamCourse? _course;

    /// <summary>Ids of all documents so far, in order.</summary>
    public List<string> Fed { get; } = [];

    public List<StreamRing> Rang { get; } = [];

    public void Feed(DateOnly day, double swapShare)
    {
        var outputs = documents.OfDay(day, swapShare, seed).ToList();
        var runs = Math.Max(looks, FewRuns);
        foreach (var run in outputs.Chunk((outputs.Count + runs - 1) / runs))
        {
            var now = run[^1].Output.Timestamp;
            var before = _course?.Stand([], new());
            var levels = DriftLevels.Of(before is null ? [] : [before], [.. outputs.Select(one => one.Output)], now, Options);
            if (checksOnly)
                levels = levels with { Streams = levels.Streams with { BaselineOutputs = int.MaxValue } };
            _course = before is null
                ? StreamCourse.Begin(StreamStatus.New(Documents.Stream), [], levels.Streams)
                : new StreamCourse(before, _course!.State, _course.Window);
            foreach (var (output, embedding) in run)
            {
                _course.Feed(output, embedding, levels.Streams);
                Fed.Add(output.RequestId);
            }
            if (looks > 0)
                _course.Look(levels.WindowLevel);
            Rang.AddRange(_course.Rang);
        }
    }
}
