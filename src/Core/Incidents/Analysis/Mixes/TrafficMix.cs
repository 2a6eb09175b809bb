using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Whether the mix of calls moved, against the same hours of the days before and how much these differ among themselves; and what the symptom would be
/// had only the mix moved (direct standardisation).
/// </summary>
internal static class TrafficMix
{
    private const double Alpha = 0.001;
    private const int LeastCalls = 30;

    /// <summary>A move of less than five in a hundred calls is no other traffic.</summary>
    private const double LeastMove = 0.05;

    /// <summary>And it has to be larger by half than that of any day before.</summary>
    private const double BeyondDays = 1.5;

    private const int MostMoved = 5;

    public static MixShift Of(
        IReadOnlyList<ObservedCall> calls,
        DateTimeOffset until,
        DateTimeOffset since,
        Sides sides,
        IReadOnlyList<Dimension> dimensions
    )
    {
        var after = calls.Where(call => call.Time >= since).ToList();
        var before = SameHours(calls.Where(call => call.Time < until), after);
        if (before.Count < LeastCalls || after.Count < LeastCalls)
            return new(null, null, null, null, [], $"Too few calls to compare the mix: {before.Count} before, {after.Count} since.");
        var tests = dimensions
            .Select(dimension => Move(dimension, before, after))
            .Where(move => move is not null)
            .Select(move => move!)
            .ToList();
        var p = tests.Count == 0 ? 1 : Math.Min(1, tests.Min(test => test.P) * tests.Count);
        var moved = tests
            .Where(test => test.IsReal && test.P * tests.Count <= Alpha)
            .SelectMany(test => test.Shares)
            .OrderByDescending(Size)
            .Take(MostMoved)
            .ToList();
        var (explained, within) = Explained(sides, dimensions);
        return new(moved.Count > 0, p, explained, within, moved, Told(moved, explained, within));
    }

    private static double Size(MovedShare share) => Math.Abs(share.After - share.Before);

    /// <summary>Calls of the hours of day that are seen since the onset: nights are not compared with days.</summary>
    private static List<ObservedCall> SameHours(IEnumerable<ObservedCall> before, List<ObservedCall> after)
    {
        var hours = after.Select(call => call.Time.UtcDateTime.Hour).ToHashSet();
        return [.. before.Where(call => hours.Contains(call.Time.UtcDateTime.Hour))];
    }

    private sealed record Moved(double P, bool IsReal, IReadOnlyList<MovedShare> Shares);

    private static Moved? Move(Dimension dimension, List<ObservedCall> before, List<ObservedCall> after)
    {
        var (was, isNow) = (Count(before, dimension), Count(after, dimension));
        var values = was.Keys.Union(isNow.Keys).Order(StringComparer.Ordinal).ToList();
        if (values.Count < 2)
            return null;
        var (p, shares) = (ChiSquareP(values, was, isNow), Shares(values, was, isNow));
        var move = shares.Sum(Size) / 2;
        var usual = before
            .GroupBy(call => call.Time.UtcDateTime.Date)
            .Where(day => day.Count() >= LeastCalls)
            .Select(day => Shares(values, was, Count(day, dimension)).Sum(Size) / 2)
            .DefaultIfEmpty(0)
            .Max();
        return new(
            p,
            move >= LeastMove && move >= BeyondDays * usual,
            [.. shares.Select((share, i) => new MovedShare(new(dimension.Name, values[i]), share.Before, share.After))]
        );
    }

    private static Dictionary<string, long> Count(IEnumerable<ObservedCall> calls, Dimension dimension) =>
        calls
            .Select(dimension.Of)
            .OfType<string>()
            .CountBy(value => value)
            .ToDictionary(pair => pair.Key, pair => (long)pair.Value, StringComparer.Ordinal);

    private static List<MovedShare> Shares(List<string> values, Dictionary<string, long> was, Dictionary<string, long> isNow)
    {
        var (before, after) = (Math.Max(1.0, was.Values.Sum()), Math.Max(1.0, isNow.Values.Sum()));
        return
        [
            .. values.Select(value => new MovedShare(
                new("", value),
                was.GetValueOrDefault(value) / before,
                isNow.GetValueOrDefault(value) / after
            )),
        ];
    }

    /// <summary>That both sides are draws of one mix; values with fewer than five expected calls are taken together.</summary>
    private static double ChiSquareP(List<string> values, Dictionary<string, long> was, Dictionary<string, long> isNow)
    {
        double before = was.Values.Sum(),
            after = isNow.Values.Sum();
        var (rare, common) = (0, 1);
        var cells = values
            .Select(value => (Was: (double)was.GetValueOrDefault(value), Now: (double)isNow.GetValueOrDefault(value)))
            .GroupBy(cell => (cell.Was + cell.Now) * Math.Min(before, after) / (before + after) < 5 ? rare : common++)
            .Select(group => (Was: group.Sum(cell => cell.Was), Now: group.Sum(cell => cell.Now)))
            .ToList();
        if (cells.Count < 2)
            return 1;
        List<double> observed = [.. cells.Select(cell => cell.Was), .. cells.Select(cell => cell.Now)];
        List<double> expected =
        [
            .. cells.Select(cell => (cell.Was + cell.Now) * before / (before + after)),
            .. cells.Select(cell => (cell.Was + cell.Now) * after / (before + after)),
        ];
        var statistic = observed.Zip(expected, (o, e) => (o - e) * (o - e) / e).Sum();
        return GammaTail.Above((cells.Count - 1) / 2.0, statistic / 2);
    }

    /// <summary>The share of the change that other shares of the same kinds would have made, and p of a change within kinds.</summary>
    private static (double? Share, double? WithinP) Explained(Sides sides, IReadOnlyList<Dimension> dimensions)
    {
        var (before, after) = sides.Rates;
        if (before.Judged == 0 || after.Judged == 0)
            return (null, null);
        var kinds = new Kinds(sides.Before, dimensions);
        var novel = new NovelTraffic(sides, dimensions);
        var tables = new Dictionary<string, (Rate Before, Rate After)>(StringComparer.Ordinal);
        foreach (var outcome in sides.Before)
        {
            var kind = kinds.Of(outcome.Call).Kind;
            var table = tables.GetValueOrDefault(kind);
            tables[kind] = (table.Before.Plus(new(1, outcome.Failed ? 1 : 0)), table.After);
        }
        var expected = 0.0;
        foreach (var outcome in sides.After)
        {
            var (kind, usual) = kinds.Of(outcome.Call);
            // What was hardly ever asked before is other traffic, whatever became of it.
            if (novel.Holds(outcome.Call))
            {
                expected += outcome.Failed ? 1 : 0;
                continue;
            }
            expected += usual;
            var table = tables.GetValueOrDefault(kind);
            tables[kind] = (table.Before, table.After.Plus(new(1, outcome.Failed ? 1 : 0)));
        }
        var change = after.Share!.Value - before.Share!.Value;
        double? share = change <= 0 ? null : Math.Clamp((expected / after.Judged - before.Share.Value) / change, 0, 1);
        return (share, MantelHaenszel.P(tables.Values));
    }

    private static string Told(List<MovedShare> moved, double? explained, double? within)
    {
        if (moved.Count == 0)
            return "What is asked has not changed by more than it does from day to day.";
        var largest = moved[0];
        return $"{largest.Term.Dimension} {largest.Term.Value} went from {largest.Before:0.#%} to {largest.After:0.#%} of the calls"
            + (explained is null ? "" : $"; the other mix alone explains {explained:0%} of the change")
            + (within is null ? "." : $", and within equal kinds of calls {Chance.Text(within.Value)} that nothing changed.");
    }
}
