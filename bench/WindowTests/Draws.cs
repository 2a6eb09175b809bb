using LlmMonitor.Core.Statistics.TwoSample;

/// <summary>Random windows from a collection, and what the test says of them.</summary>
internal static class Draws
{
    private static TwoSampleSettings Settings(Random random) => new(RequiredP: 0.01, Seed: (ulong)random.NextInt64());

    /// <summary>Two windows over prompts of which none is in both.</summary>
    public static TwoSampleResult Loose(Answers before, Answers now, int[] prompts, int window, Random random)
    {
        var chosen = Choose(prompts, 2 * window, random);
        return TwoSampleTest.Run(
            [.. chosen[..window].Select(i => before.Samples[i])],
            [.. chosen[window..].Select(i => now.Samples[i])],
            Settings(random)
        );
    }

    /// <param name="mixed">Which version answered first is dealt by a coin for each pair: nothing changed.</param>
    public static TwoSampleResult Paired(Change change, int pairs, bool mixed, Random random)
    {
        var chosen = Choose(change.Prompts, pairs, random);
        var coins = chosen.Select(_ => mixed && random.Next(2) == 1).ToArray();
        return TwoSampleTest.RunPaired(
            [.. chosen.Select((i, at) => (coins[at] ? change.Now : change.Before).Samples[i])],
            [.. chosen.Select((i, at) => (coins[at] ? change.Before : change.Now).Samples[i])],
            Settings(random)
        );
    }

    /// <summary>The baseline takes 8, 1 and 1 tenths of its prompts from three collections, the window 1, 1 and 8.</summary>
    public static TwoSampleResult Mix(Change[] collections, int window, bool changed, bool known, Random random)
    {
        var (baseline, current) = (new List<Sample>(), new List<Sample>());
        foreach (var (change, before) in collections.Zip([window * 8 / 10, window / 10, window / 10]))
        {
            var now = before == window / 10 && change == collections[^1] ? window * 8 / 10 : window / 10;
            var chosen = Choose(change.Prompts, before + now, random);
            baseline.AddRange(chosen[..before].Select(i => change.Before.Samples[i]));
            current.AddRange(chosen[before..].Select(i => (changed ? change.Now : change.Before).Samples[i]));
        }
        Sample Shown(Sample sample) => known ? sample : sample with { Segment = null };
        return TwoSampleTest.Run([.. baseline.Select(Shown)], [.. current.Select(Shown)], Settings(random));
    }

    private static int[] Choose(int[] prompts, int count, Random random)
    {
        var shuffled = (int[])prompts.Clone();
        random.Shuffle(shuffled);
        return shuffled[..count];
    }
}
