using LlmMonitor.Core.Drift.Streams;

namespace LlmMonitor.Core.Tests.Drift.Streams;

/// <summary>Made-up outputs of six statistics: a length, two shares, a rare flag, a constant, and one that is often unknown.</summary>
internal static class Feed
{
    public static readonly StreamOptions Options = new()
    {
        BaselineOutputs = 200,
        WarningLevel = 10_000,
        CriticalLevel = 100_000,
    };

    public static StreamOutput Output(int number, Random random, double shift = 0, double promptShift = 0, string? segment = null)
    {
        var length = Math.Exp(4 + random.NextDouble() * 2 + shift + promptShift);
        float[] statistics =
        [
            (float)length,
            (float)(random.NextDouble() + shift),
            (float)Math.Round(random.NextDouble() * 3),
            random.NextDouble() < 0.01 + shift ? 1 : 0,
            7,
            random.NextDouble() < 0.5 ? float.NaN : (float)random.NextDouble(),
        ];
        return new($"r{number}", At(number), statistics, null, [])
        {
            Segment = segment,
            PromptStatistics = [(float)(random.NextDouble() + promptShift), (float)random.NextDouble()],
        };
    }

    public static DateTimeOffset At(int number) => new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(number);

    public static List<(int Number, StreamAlarm Alarm)> All(
        StreamState state,
        IEnumerable<StreamOutput> outputs,
        StreamOptions? options = null
    ) => [.. outputs.SelectMany((output, i) => state.Feed(output, options ?? Options).Select(alarm => (i, alarm)))];

    public static List<StreamOutput> Stream(int seed, int healthy, int changed, double shift = 0, double promptShift = 0)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, healthy + changed)
                .Select(i => Output(i, random, i < healthy ? 0 : shift, i < healthy ? 0 : promptShift)),
        ];
    }
}
