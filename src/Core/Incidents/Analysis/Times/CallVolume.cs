namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// How many calls come, by the exact hours: those since some time for each that came in the four hours before, against the same of the days before. So neither the
/// time of day nor a quiet weekend is taken for a change.
/// </summary>
internal sealed class CallVolume
{
    private const int LevelHours = 4;
    private const int MostHours = 48;
    private const int LeastCalls = 20;
    private const int LeastDays = 2;

    /// <summary>More by half than usual, and by a quarter than on any of the days.</summary>
    private const double MoreThanMean = 1.5;
    private const double MoreThanMost = 1.25;

    /// <summary>Below this it is no other volume.</summary>
    private const double AsUsual = 1.2;

    private readonly SortedDictionary<DateTimeOffset, double> _hours = [];
    private readonly DateTimeOffset _to;

    public CallVolume(IncidentEvidence evidence)
    {
        _to = evidence.Question.To;
        foreach (var hour in evidence.Hours)
            _hours[hour.Start] = _hours.GetValueOrDefault(hour.Start) + hour.Calls;
    }

    /// <param name="Calls">Since then.</param>
    /// <param name="Expected">By the hours before, and what followed such hours on other days.</param>
    /// <param name="IsMore">False where it is surely as usual; null between.</param>
    public sealed record Volume(double Calls, double Expected, int Days, bool? IsMore)
    {
        public string Sentence =>
            $"{Calls:#,0} calls came since then, where {Expected:#,0} were to be expected by the hours before and by {Days} other days.";

        public double Clear => (Calls - Expected) / Math.Sqrt(Math.Max(1, Expected));
    }

    /// <returns>Null where there is too little to compare.</returns>
    public Volume? Since(DateTimeOffset at)
    {
        // An hour counts from which on nearly all came since; where there is none yet, the last one.
        var since = _hours.Keys.Where(hour => hour >= at.AddMinutes(-15)).ToList();
        if (since.Count == 0 && _hours.Count > 0)
            since = [_hours.Keys.Last()];
        if (since.Count == 0)
            return null;
        var level = Enumerable.Range(1, LevelHours).Select(back => since[0].AddHours(-back)).ToList();
        var (calls, before) = (since.Sum(hour => _hours[hour]), level.Sum(_hours.GetValueOrDefault));
        var days = new List<double>();
        for (var back = 1; level[^1].AddDays(-back) >= _hours.Keys.First(); back++)
            if (
                since[^1].AddDays(-back) < level[^1]
                && level.Sum(hour => _hours.GetValueOrDefault(hour.AddDays(-back))) is >= LeastCalls and var was
            )
                days.Add(since.Sum(hour => Done(hour) * _hours.GetValueOrDefault(hour.AddDays(-back))) / was);
        if (days.Count < LeastDays || before < LeastCalls)
            return null;
        var (mean, most) = (before * days.Average(), before * days.Max());
        bool? isMore =
            calls >= LeastCalls && calls >= MoreThanMean * mean && calls >= MoreThanMost * most ? true
            : calls >= LeastCalls && calls <= AsUsual * mean ? false
            : null;
        return new(calls, mean, days.Count, isMore);
    }

    /// <summary>Since when more calls come than usual: the hour since which it is clearest; null where they do not.</summary>
    public Onset? Rose()
    {
        var rose = _hours
            .Keys.Reverse()
            .Take(MostHours)
            .Select(hour => (At: hour, Volume: Since(hour)))
            .Where(one => one.Volume?.IsMore == true)
            .OrderByDescending(one => one.Volume!.Clear)
            .FirstOrDefault();
        return rose.Volume is not { } volume
            ? null
            : new(
                rose.At,
                rose.At.AddHours(-1),
                rose.At.AddHours(1),
                false,
                null,
                $"More calls come since {rose.At:yyyy-MM-dd HH:mm} UTC: {volume.Sentence}"
            );
    }

    /// <summary>The share of an hour that is over.</summary>
    private double Done(DateTimeOffset hour) => Math.Clamp((_to - hour).TotalHours, 0, 1);
}
