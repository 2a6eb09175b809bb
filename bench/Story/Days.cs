using LlmMonitor.Core.Drift;

namespace LlmMonitor.Story;

/// <summary>One project with one stream, fed day by day as the hourly runs would.</summary>
/// <param name="checksOnly">Outputs are taken as baseline for ever, so that nothing but checks is judged: quick.</param>
/// <param name="looks">Whether windows are looked through; they only warn, and take most of the time.</param>
internal sealed class Days(Documents documents, int seed, bool checksOnly = false, bool looks = false)
{
    private const int RunsADay = 8;
    private static readonly DriftOptions Options = new();
    private StreamCourse? _course;

    /// <summary>Ids of all documents so far, in order.</summary>
    public List<string> Fed { get; } = [];

    public List<StreamRing> Rang { get; } = [];

    public void Feed(DateOnly day, double swapShare)
    {
        var outputs = documents.OfDay(day, swapShare, seed).ToList();
        foreach (var run in outputs.Chunk((outputs.Count + RunsADay - 1) / RunsADay))
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
            if (looks)
                _course.Look(levels.WindowLevel);
            Rang.AddRange(_course.Rang);
        }
    }
}
