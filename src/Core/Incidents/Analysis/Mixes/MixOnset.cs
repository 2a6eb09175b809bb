namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Since when other things are asked, where outputs look different although equal kinds of calls get what they got before: the step of the value that grew
/// most.
/// </summary>
internal static class MixOnset
{
    private static readonly double[] HoursBefore = [1, 2, 6, 12, 24, 48];

    /// <summary>At a time that is known from elsewhere less is asked of a rise than of one that was searched for.</summary>
    private const double Alpha = 0.01;
    private const double LeastExplained = 0.5;

    /// <param name="outcomes">These have to fail more since then, for the greater part by the mix; null where no call fails.</param>
    /// <returns>Null where the mix did not move.</returns>
    public static Onset? Of(IncidentEvidence evidence, IReadOnlyList<Outcome>? outcomes)
    {
        var none = new Sides([], []);
        var dimensions = Dimensions.TrafficOf(evidence.Question.Symptom);
        var grown = HoursBefore
            .Select(hours => evidence.Question.AlertedAt.AddHours(-hours))
            .SelectMany(split => TrafficMix.Of(evidence.Calls, split, split, none, dimensions).Moved)
            .Where(moved => moved.After > moved.Before)
            .MaxBy(moved => moved.After - moved.Before);
        if (grown is null)
            return null;
        var dimension = Dimensions.Named(grown.Term.Dimension);
        var asked = Outcome.Of(evidence.Calls, call => dimension.Of(call) == grown.Term.Value);
        var onset = OnsetSearch.OfWhole(asked);
        if (onset.At is not { } at || (outcomes is not null && !Explains(evidence, outcomes, at)))
            return null;
        return onset with { Sentence = $"Calls with {grown.Term.Dimension} {grown.Term.Value} became more frequent. {onset.Sentence}" };
    }

    private static bool Explains(IncidentEvidence evidence, IReadOnlyList<Outcome> outcomes, DateTimeOffset at)
    {
        var sides = Sides.At(outcomes, at, at);
        var (before, after) = sides.Rates;
        return Likelihood.RiseP(before, after) <= Alpha
            && TrafficMix.Of(evidence.Calls, at, at, sides, Dimensions.TrafficOf(evidence.Question.Symptom)).Explained >= LeastExplained;
    }
}
