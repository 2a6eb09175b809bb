namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Since when the rate is up: the likeliest step of the whole, or of the one slice in which it is clearest, because what is clear in a slice of five
/// per cent is noise in the whole. Where a climb tells it clearly better than a step, the onset is the climb's beginning.
/// </summary>
internal static class OnsetSearch
{
    /// <summary>A rise must be this unlikely by chance, corrected for the slices looked at. An alert rang already: what it saw is no new evidence.</summary>
    public const double Alpha = 0.001;

    private const int LeastOfSlice = 50;
    private const int MostValues = 20;

    /// <summary>How much better in ln-likelihood a climb has to be: it has a duration more, and was looked for in hours.</summary>
    private const double ClimbGain = 4;

    public static Onset Of(IReadOnlyList<ObservedHour> hours, IReadOnlyList<Outcome> outcomes) => Of(Candidates(hours, outcomes));

    /// <summary>Without a look into slices.</summary>
    public static Onset OfWhole(IReadOnlyList<Outcome> outcomes) => Of([(null, RateSeries.Of(outcomes))]);

    private static Onset Of(List<(SliceTerm? Of, List<RateBin> Bins)> series)
    {
        if (series.Count == 0)
            return Unknown("too_few", "Fewer calls are judged than a change could be seen in.");
        var fits = series
            .Select(one => (one.Of, one.Bins, Fit: StepFit.Of(one.Bins)))
            .Where(one => one.Fit is not null)
            .Select(one => (one.Of, one.Bins, Fit: one.Fit!, P: Math.Min(1, one.Fit!.P * series.Count)))
            .ToList();
        if (fits.Count == 0)
            return Unknown("too_few", "There are fewer failures than a change could be seen in.");
        // The whole needs no correction of its own to be preferred: a slice has to be clearer by what the search for it costs.
        var best = fits.MaxBy(one => one.Fit.Gain - (one.Of is null ? 0 : Math.Log(series.Count)));
        if (best.P > Alpha)
            return Unknown(
                "no_change_found",
                $"The clearest rise, {best.Fit.Before} to {best.Fit.After}, may be chance ({Chance.Text(best.P)})."
            );
        // Quarters of an hour place it better than hours, where the sample sees it nearly as clearly.
        var finer = fits.Where(one => one.Of == best.Of && one.P <= Alpha && one.Fit.Gain >= best.Fit.Gain / 2)
            .MaxBy(one => one.Bins.Count);
        return Told(finer.Of, finer.Bins, finer.Fit, finer.P);
    }

    private static Onset Told(SliceTerm? slice, List<RateBin> bins, StepFit fit, double p)
    {
        var where = slice is null ? "" : $" of {slice.Dimension} {slice.Value}, where it is clearest,";
        var rates = $"the rate{where} rose from {fit.Before} to {fit.After} ({Chance.Text(p)})";
        var ramp = RampFit.Of(RateSeries.Hourly(bins), fit.Dispersion);
        if (ramp is not null && ramp.Gain > fit.Gain + ClimbGain)
            return new(
                ramp.At,
                ramp.From,
                ramp.To.AddHours(1),
                true,
                null,
                $"Since {ramp.At:yyyy-MM-dd HH:mm} UTC {rates}, climbing over about {ramp.Hours:0} hours."
            );
        var (at, from, to) = (bins[fit.At].Start, bins[Math.Max(0, fit.Low - 1)].Start, bins[Math.Min(bins.Count - 1, fit.High)].Start);
        // A climb that tells it as well began earlier than any step.
        if (ramp is not null && ramp.Gain >= fit.Gain && ramp.From < from)
            from = ramp.From;
        return new(
            at,
            from,
            to,
            false,
            null,
            $"At {at:yyyy-MM-dd HH:mm} UTC (95 % interval {from:yyyy-MM-dd HH:mm} to {to:yyyy-MM-dd HH:mm}) {rates}."
        );
    }

    private static List<(SliceTerm? Of, List<RateBin> Bins)> Candidates(IReadOnlyList<ObservedHour> hours, IReadOnlyList<Outcome> outcomes)
    {
        List<(SliceTerm? Of, List<RateBin> Bins)> found = [];
        Add(null, RateSeries.Of(outcomes));
        Add(null, RateSeries.Of(hours));
        foreach (var (name, of) in HourDimensions)
        foreach (var value in hours.GroupBy(of).Where(group => group.Count() < hours.Count))
            Add(new(name, value.Key), RateSeries.Of(value));
        foreach (var dimension in Dimensions.All)
        foreach (
            var value in outcomes
                .Where(outcome => dimension.Of(outcome.Call) is not null)
                .GroupBy(outcome => dimension.Of(outcome.Call)!)
                .Where(group => group.Count() < outcomes.Count)
                .OrderByDescending(group => group.Count())
                .Take(MostValues)
        )
            Add(new(dimension.Name, value.Key), RateSeries.Of(value));
        return found;

        void Add(SliceTerm? slice, List<RateBin> bins)
        {
            if (bins.Sum(bin => bin.Judged) >= LeastOfSlice)
                found.Add((slice, bins));
        }
    }

    private static readonly (string Name, Func<ObservedHour, string> Of)[] HourDimensions =
    [
        ("endpoint", hour => hour.Endpoint),
        ("feature", hour => hour.Feature),
        ("model", hour => hour.Model),
        ("prompt_version", hour => hour.PromptVersion),
    ];

    private static Onset Unknown(string reason, string sentence) => new(null, null, null, false, reason, sentence);
}
