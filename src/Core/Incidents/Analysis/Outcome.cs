namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>A call of which it is known whether it failed.</summary>
internal sealed record Outcome(ObservedCall Call, bool Failed)
{
    public DateTimeOffset Time => Call.Time;

    /// <summary>In the order of time; calls that are not judged are left out.</summary>
    public static IReadOnlyList<Outcome> Of(IEnumerable<ObservedCall> calls, Func<ObservedCall, bool?> failed) =>
        [
            .. calls
                .Select(call => (Call: call, Failed: failed(call)))
                .Where(one => one.Failed is not null)
                .Select(one => new Outcome(one.Call, one.Failed!.Value))
                .OrderBy(outcome => outcome.Time)
                .ThenBy(outcome => outcome.Call.Id, StringComparer.Ordinal),
        ];
}

/// <summary>Failed of judged.</summary>
internal readonly record struct Rate(long Judged, long Failed)
{
    public double? Share => Judged == 0 ? null : (double)Failed / Judged;

    /// <summary>With one success and one failure more, so that few calls say little (Agresti and Caffo 2000).</summary>
    public double Smoothed => (Failed + 1.0) / (Judged + 2.0);

    public double Variance => Smoothed * (1 - Smoothed) / (Judged + 2.0);

    public Rate Plus(Rate other) => new(Judged + other.Judged, Failed + other.Failed);

    public Rate Less(Rate other) => new(Judged - other.Judged, Failed - other.Failed);

    public static Rate Of(IEnumerable<Outcome> outcomes)
    {
        var (judged, failed) = (0L, 0L);
        foreach (var outcome in outcomes)
            (judged, failed) = (judged + 1, failed + (outcome.Failed ? 1 : 0));
        return new(judged, failed);
    }

    public override string ToString() => Judged == 0 ? "none judged" : $"{Share:0.##%} of {Judged:#,0}";
}
