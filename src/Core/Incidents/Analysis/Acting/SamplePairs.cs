namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Calls since the onset that show the symptom most, each beside the healthy call before it that is most like it.</summary>
internal static class SamplePairs
{
    private const int Most = 5;
    private const int MostCompared = 2_000;

    /// <param name="telling">How clearly a call shows the symptom; the largest first.</param>
    public static IReadOnlyList<SamplePair> Of(Sides sides, IReadOnlyList<Slice> scope, Func<ObservedCall, double> telling)
    {
        var healthy = sides.Before.Where(one => !one.Failed).TakeLast(MostCompared).Select(one => one.Call).ToList();
        var inScope = scope.Count == 0 ? [] : scope[0].Terms;
        return
        [
            .. sides
                .After.Where(one => one.Failed)
                .OrderByDescending(one => inScope.Holds(one.Call))
                .ThenByDescending(one => telling(one.Call))
                .ThenBy(one => one.Time)
                .Take(Most)
                .Select(one => new SamplePair(
                    healthy.Count == 0 ? null : healthy.MinBy(call => Distance(call, one.Call))!.Id,
                    one.Call.Id
                )),
        ];
    }

    /// <summary>One for each way in which who asks, where and what differs, and less than one for how far the prompts' statistics are apart.</summary>
    private static double Distance(ObservedCall left, ObservedCall right) =>
        Dimensions.Traffic.Count(dimension => dimension.Of(left) != dimension.Of(right)) + Apart(left.Prompt, right.Prompt);

    private static double Apart(IReadOnlyList<float>? left, IReadOnlyList<float>? right)
    {
        if (left is null || right is null)
            return 0.99;
        var sum = 0.0;
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
            if (Math.Abs(left[i] - right[i]) is var gap and > 0)
                sum += gap / (Math.Abs(left[i]) + Math.Abs(right[i]));
        return 0.99 * sum / Math.Max(1, left.Count);
    }
}
