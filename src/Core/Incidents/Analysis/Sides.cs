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
        return new(
            before.Share,
            before.Judged,
            after.Share,
            after.Judged,
            p,
            $"{what}: {before} before, {after} since{(p is null ? "" : $" (p = {p:0.0e+0})")}."
        );
    }

    private static double TwoSided(Rate before, Rate after) =>
        Math.Min(1, 2 * Math.Min(Likelihood.RiseP(before, after), Likelihood.RiseP(after, before)));
}
