namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Which calls are believed affected. Kept with the incident, and asked for every call of its span.</summary>
/// <param name="From">Calls before are not affected: the start of the onset's interval. Null where none is believed affected.</param>
/// <param name="At">The onset.</param>
/// <param name="Parts">The first one that a call lies in decides; the last one has no terms and holds all else.</param>
public sealed record AffectedRule(DateTimeOffset? From, DateTimeOffset? At, IReadOnlyList<AffectedPart> Parts)
{
    /// <summary>The confidence from which a call counts as affected; below it is suspected only.</summary>
    public const double Believed = 0.5;

    /// <summary>Below this a call is not even listed.</summary>
    public const double Listed = 0.05;

    /// <summary>What a call weighs that came within the onset's interval, but before the likeliest time.</summary>
    private const double AboutTheOnset = 0.6;

    /// <summary>The same of one that came over an hour before the likeliest time.</summary>
    private const double LongBefore = 0.3;

    /// <summary>
    /// A call that was judged and did not fail is not affected. One that failed is affected with the share by which failures exceed what was usual in its part of
    /// the traffic; one that could not be judged, with the rate by which they do.
    /// </summary>
    /// <returns>Null where the call is not believed affected.</returns>
    public AffectedCall? Judge(ObservedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (From is null || call.Time < From || call.Failed == false)
            return null;
        var part = Parts.FirstOrDefault(part => part.Terms.Holds(call));
        if (part is null)
            return null;
        var isEarly = call.Time < At;
        var confidence =
            (call.Failed == true ? part.IfFailed : part.IfNotJudged)
            * (
                !isEarly || part.WhateverTheHour ? 1
                : At - call.Time <= TimeSpan.FromHours(1) ? AboutTheOnset
                : LongBefore
            );
        return confidence < Listed ? null : new(call.Id, call.Time, Reason(call, part, isEarly), confidence);
    }

    private static string Reason(ObservedCall call, AffectedPart part, bool isEarly) =>
        (call.Failed == true ? "It failed" : "It could not be judged, and came")
        + (isEarly ? " about the time of the onset" : " since the onset")
        + (part.Terms.Count == 0 ? "." : $", within {part.Terms.Words()}.");
}

/// <param name="Terms">All hold for a call of this part.</param>
/// <param name="IfFailed">The chance that a call that failed would not have, but for the incident.</param>
/// <param name="IfNotJudged">The same of a call of which it is not known whether it failed.</param>
public sealed record AffectedPart(IReadOnlyList<SliceTerm> Terms, double IfFailed, double IfNotJudged)
{
    /// <summary>Its calls carry the version at fault, so that it does not matter how surely they came after the onset.</summary>
    public bool WhateverTheHour { get; init; }
}

/// <param name="Confidence">0 to 1.</param>
public sealed record AffectedCall(string Id, DateTimeOffset Time, string Reason, double Confidence);
