using LlmMonitor.Core.Statistics.TwoSample;
using LlmMonitor.Core.Statistics.TwoSample.Explaining;

namespace LlmMonitor.Core.Drift;

/// <summary>
/// Looks at the latest 100, 200 and 400 outputs against the baseline, each window again when a quarter of it is new. The p that counts is so
/// small that all looks together keep the level: interval / level / number of windows.
/// </summary>
public static class WindowLooks
{
    private static readonly int[] Sizes = [100, 200, 400];

    /// <summary>Runs the looks that are due, and marks them as taken.</summary>
    /// <param name="level">One false alarm in so many outputs, at most.</param>
    /// <returns>The surest look that reached its p; null where none did.</returns>
    public static WindowLook? Take(StreamWindow window, double level, ulong seed)
    {
        WindowLook? found = null;
        foreach (var size in Sizes)
        {
            var interval = size / 4;
            if (window.Recent.Count < size || window.SinceLook(size) < interval)
                continue;
            window.Looked(size);
            var required = Math.Min(interval / level / Sizes.Length, 0.01);
            var look = Compare(window, size, required, seed + (ulong)window.Added);
            if (look.Result.P <= required && (found is null || look.Result.P < found.Result.P))
                found = look;
        }
        return found;
    }

    /// <summary>The latest outputs against all of the baseline.</summary>
    public static WindowLook Compare(StreamWindow window, int size, double requiredP, ulong seed)
    {
        var current = window.Recent.Skip(window.Recent.Count - size).ToList();
        var settings = new TwoSampleSettings(requiredP, seed);
        return new WindowLook(
            size,
            requiredP,
            TwoSampleTest.Run(
                [.. window.Baseline.Select(output => output.AsSample())],
                [.. current.Select(output => output.AsSample())],
                settings
            ),
            Prompts(window.Baseline, current, settings with { RequiredP = 0.01 }),
            current
        );
    }

    /// <summary>Null where too few prompts are known.</summary>
    private static double? Prompts(IReadOnlyList<WindowOutput> baseline, IReadOnlyList<WindowOutput> current, TwoSampleSettings settings)
    {
        Sample[] before = [.. baseline.Select(output => output.AsPromptSample()).OfType<Sample>()];
        Sample[] now = [.. current.Select(output => output.AsPromptSample()).OfType<Sample>()];
        return TwoSampleTest.Run(before, now, settings).P;
    }
}

/// <param name="Size">How many of the latest outputs were compared.</param>
/// <param name="PromptP">The p-value that the prompts are alike; null where too few are known.</param>
/// <param name="Current">The outputs that were compared, in the order of the result's witness behind the baseline.</param>
public sealed record WindowLook(int Size, double RequiredP, TwoSampleResult Result, double? PromptP, IReadOnlyList<WindowOutput> Current)
{
    private const double Clear = 0.05;

    /// <summary>How much each of them looks like what is new.</summary>
    public IEnumerable<double> Scores => Result.Witness.Skip(Result.Witness.Count - Current.Count);

    /// <summary>From when on they look new: the step among them where one is clear, or else the first of them.</summary>
    public DateTimeOffset Since =>
        ChangePoint.Of([.. Scores]) is { Rose: true, P: <= Clear } step ? Current[step.Index].Time : Current[0].Time;
}
