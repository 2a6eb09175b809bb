namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>What was judged before the onset's interval, and since the onset.</summary>
internal sealed record Sides(IReadOnlyList<Outcome> Before, IReadOnlyList<Outcome> After)
{
    public static Sides At(IReadOnlyList<Outcome> outcomes, DateTimeOffset before, DateTimeOffset since) =>
        new([.. outcomes.Where(outcome => outcome.Time < before)], [.. outcomes.Where(outcome => outcome.Time >= since)]);

    public Sides Where(Func<ObservedCall, bool> holds) =>
        new([.. Before.Where(one => holds(one.Call))], [.. After.Where(one => holds(one.Call))]);

    public (Rate Before, Rate After) Rates => (Rate.Of(Before), Rate.Of(After));

    public RateShift Shift(string what)
    {
        var (before, after) = Rates;
        double? p = before.Judged == 0 || after.Judged == 0 ? null : TwoSided(before, after);
        return new(before.Share, before.Judged, after.Share, after.Judged, p, Told(what.Replace('_', ' '), before, after, p));
    }

    /// <summary>An alert tells of the outputs until it rang, this of the sample until now: each says of what it tells.</summary>
    private static string Told(string what, Rate before, Rate after, double? p) =>
        p is null
            ? $"{what}: nothing to compare ({before} before the onset, {after} since)."
            : $"{what}: of the calls looked at, {before} show it before the onset, {after} from then until now ({Chance.Text(p.Value)}).";

    private static double TwoSided(Rate before, Rate after) =>
        Math.Min(1, 2 * Math.Min(Likelihood.RiseP(before, after), Likelihood.RiseP(after, before)));
}
