using LlmMonitor.Core.Drift.Streams;

namespace LlmMonitor.Streams;

/// <summary>Outputs drawn from one distribution for good, of the kinds that break tests: heavy ties, heavy tails, constants, rare features, missing values, correlation, segments.</summary>
internal static class SyntheticStreams
{
    private const int Length = 2500;

    public static void Null(int outputs)
    {
        Console.WriteLine("| synthetic, no change | outputs | alarms | per 10,000 | 99 % interval |");
        Console.WriteLine("|---|---|---|---|---|");
        var (allFed, allAlarms) = (0L, 0L);
        foreach (var kind in new[] { "ties", "tails", "missing", "segments", "vectors" })
        {
            var (fed, alarms) = (0L, 0L);
            for (var run = 0; fed < outputs; run++)
            {
                var (random, state) = (new Random(run), new StreamState());
                for (var i = 0; i < Length; i++)
                {
                    var rang = state.Feed(Output(kind, random, run, i), RealStreams.AtTenThousand).Count > 0;
                    fed += i >= 500 ? 1 : 0;
                    if (!rang)
                        continue;
                    alarms++;
                    break;
                }
            }
            Console.WriteLine(RealStreams.Row(kind, fed, alarms));
            (allFed, allAlarms) = (allFed + fed, allAlarms + alarms);
        }
        Console.WriteLine(RealStreams.Row("all", allFed, allAlarms));
    }

    private static StreamOutput Output(string kind, Random random, int run, int number)
    {
        var segment = random.Next(5);
        var common = Normal(random);
        var values = new float[24];
        for (var j = 0; j < values.Length; j++)
            values[j] = kind switch
            {
                "ties" => j % 4 == 0 ? 7
                : random.NextDouble() < 1.0 / (1 + j * j) ? random.Next(1, 3)
                : 0,
                "tails" => (float)Math.Pow(random.NextDouble(), -2),
                "missing" => random.NextDouble() < j / 24.0 ? float.NaN : (float)Math.Round(Normal(random)),
                "segments" => (float)(segment * 3 + common + 0.3 * Normal(random)),
                _ => (float)(common + 0.5 * Normal(random)),
            };
        var vector =
            kind == "vectors" ? Enumerable.Range(0, 512).Select(k => (float)(Normal(random) + (k < 8 ? 3 * common : 0))).ToArray() : null;
        return new($"{kind} {run} {number}", Answers.Start.AddSeconds(number), values, vector, [])
        {
            Segment = kind == "segments" ? $"s{segment}" : null,
        };
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
