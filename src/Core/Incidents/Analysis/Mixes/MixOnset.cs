namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Since when other things are asked, where outputs look different although equal kinds of calls get what they got before: the step of the value that grew
/// most.
/// </summary>
internal static class MixOnset
{
    private static readonly double[] HoursBefore = [2, 6, 12, 24, 48];

    /// <returns>Null where the mix did not move.</returns>
    public static Onset? Of(IncidentEvidence evidence)
    {
        var none = new Sides([], []);
        var grown = HoursBefore
            .Select(hours => evidence.Question.AlertedAt.AddHours(-hours))
            .SelectMany(split => TrafficMix.Of(evidence.Calls, split, split, none, Dimensions.Traffic).Moved)
            .Where(moved => moved.After > moved.Before)
            .MaxBy(moved => moved.After - moved.Before);
        if (grown is null)
            return null;
        var dimension = Dimensions.Named(grown.Term.Dimension);
        var asked = Outcome.Of(evidence.Calls, call => dimension.Of(call) == grown.Term.Value);
        var onset = OnsetSearch.OfWhole(asked);
        return onset.At is null
            ? null
            : onset with
            {
                Sentence = $"Calls with {grown.Term.Dimension} {grown.Term.Value} became more frequent. {onset.Sentence}",
            };
    }
}
