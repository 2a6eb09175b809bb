namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Which calls are believed affected. Kept with the incident, and asked for every call of its span.</summary>
/// <param name="From">Calls before are not affected: the start of the onset's interval. Null where none is believed affected.</param>
/// <param name="Parts">The first one that a call lies in decides; the last one has no terms and holds all else.</param>
public sealed record AffectedRule(DateTimeOffset? From, DateTimeOffset? SureFrom, IReadOnlyList<AffectedPart> Parts)
{
    /// <summary>The confidence from which a call counts as affected; below it is suspected only.</summary>
    public const double Believed = 0.5;

    /// <summary>Below this a call is not even listed.</summary>
    public const double Listed = 0.05;

    /// <returns>Null where the call is not believed affected.</returns>
    public AffectedCall? Judge(ObservedCall call) => throw new NotImplementedException();
}

/// <param name="IfFailed">The chance that a call that failed would not have, but for the incident.</param>
/// <param name="IfNotJudged">The same of a call of which it is not known whether it failed.</param>
public sealed record AffectedPart(IReadOnlyList<SliceTerm> Terms, double IfFailed, double IfNotJudged);

/// <param name="Confidence">0 to 1.</param>
public sealed record AffectedCall(string Id, DateTimeOffset Time, string Reason, double Confidence);
