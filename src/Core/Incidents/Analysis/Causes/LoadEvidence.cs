using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Of incidents of errors, time and money: whether more calls come than usual, whose they are, what kind of errors, and whether calls are longer or only
/// slower. Null means too little to say.
/// </summary>
/// <param name="More">More calls come than at the same hours of any day before; false where surely not.</param>
/// <param name="OneUser">The greater part of what is additional is one user's.</param>
/// <param name="Refused">The additional errors are refusals of the rate.</param>
/// <param name="Faults">The additional errors are the provider's faults and time-outs.</param>
/// <param name="Longer">Prompts or outputs have more tokens.</param>
/// <param name="Slower">A call takes longer for each token of its output.</param>
internal sealed record LoadEvidence(bool? More, bool? OneUser, bool? Refused, bool? Faults, bool? Longer, bool? Slower, string Said)
{
    public static LoadEvidence None { get; } = new(null, null, null, null, null, null, "");

    private const int LeastCalls = 20;
    private const int LeastErrors = 5;
    private const double GreaterPart = 0.7;

    /// <summary>A median that grew by less is no other length or pace.</summary>
    private const double LeastGrowth = 1.2;

    public static LoadEvidence Of(IncidentEvidence evidence, Sides sides, IReadOnlyList<Slice> scope, Onset onset)
    {
        if (!evidence.Question.Symptom.IsOfLoad || onset.At is not { } at)
            return None;
        List<string> sentences = [];
        var volume = new CallVolume(evidence).Since(at);
        if (volume is not null)
            sentences.Add(volume.Sentence);
        var (refused, faults) = evidence.Question.Symptom == Symptom.Errors ? Errors(sides, sentences) : (null, null);
        IReadOnlyList<SliceTerm> place = scope.Count == 0 ? [] : scope[0].Terms;
        bool? Grew(Func<ObservedCall, double?> of, string what) => LoadEvidence.Grew(sides, place, of, what, sentences);
        var (input, output) = (
            Grew(call => call.InputTokens, "Tokens of a prompt"),
            Grew(call => call.OutputTokens, "Tokens of an output")
        );
        return new(
            volume?.IsMore,
            IsOneUsers(evidence, at, scope, sentences),
            refused,
            faults,
            input is null && output is null ? null : input == true || output == true,
            Grew(call => call.TotalSeconds / call.OutputTokens, "Seconds for a token of an output"),
            string.Join(' ', sentences)
        );
    }

    /// <summary>By the additional failures; where it is money, also by the calls.</summary>
    private static bool? IsOneUsers(IncidentEvidence evidence, DateTimeOffset at, IReadOnlyList<Slice> scope, List<string> sentences)
    {
        if (scope.Any(slice => slice.ExcessShare >= GreaterPart && slice.Terms.Any(term => term.Dimension == "user")))
            return true;
        if (evidence.Question.Symptom != Symptom.Cost)
            return scope.Count == 0 ? null : false;
        var since = evidence.Calls.Where(call => call.Time >= at && call.User is not null).ToList();
        var before = evidence.Calls.Where(call => call.Time < at && call.User is not null).ToList();
        if (since.Count < LeastCalls || before.Count < LeastCalls)
            return null;
        var most = since.CountBy(call => call.User!).MaxBy(user => user.Value);
        var (now, was) = ((double)most.Value / since.Count, (double)before.Count(call => call.User == most.Key) / before.Count);
        sentences.Add($"The user with the most calls since has {now:0%} of them, and had {was:0%} before.");
        return now - was >= 0.25;
    }

    private static (bool? Refused, bool? Faults) Errors(Sides sides, List<string> sentences)
    {
        static double Share(IReadOnlyList<Outcome> calls, params CallErrorType[] types) =>
            calls.Count == 0 ? 0 : (double)calls.Count(one => one.Call.Error is { } error && types.Contains(error)) / calls.Count;
        double More(params CallErrorType[] types) => Math.Max(0, Share(sides.After, types) - Share(sides.Before, types));
        var whole = More(Enum.GetValues<CallErrorType>());
        if (whole <= 0 || sides.After.Count(one => one.Call.Error is not null) < LeastErrors)
            return (null, null);
        var refused = More(CallErrorType.RateLimit) / whole;
        var faults = More(CallErrorType.Server, CallErrorType.Timeout) / whole;
        sentences.Add(
            $"Of the additional errors {Math.Min(1, refused):0%} are refusals of the rate, {Math.Min(1, faults):0%} the provider's faults and time-outs."
        );
        return (refused >= GreaterPart, faults >= GreaterPart);
    }

    /// <summary>Each call against the median of its endpoint and feature before; where the symptom has a place, the calls there.</summary>
    private static bool? Grew(
        Sides sides,
        IReadOnlyList<SliceTerm> place,
        Func<ObservedCall, double?> of,
        string what,
        List<string> sentences
    )
    {
        static (string?, string?) Kind(Outcome one) => (one.Call.Endpoint, one.Call.Feature);
        double? Value(Outcome one) => of(one.Call) is { } value && double.IsFinite(value) && value > 0 ? value : null;
        static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
        var usual = sides
            .Before.Where(one => Value(one) is not null)
            .GroupBy(Kind)
            .Where(kind => kind.Count() >= LeastCalls)
            .ToDictionary(kind => kind.Key, kind => Middle([.. kind.Select(one => Value(one)!.Value)]));
        var ratios = sides
            .After.Where(one => place.Holds(one.Call) && Value(one) is not null && usual.ContainsKey(Kind(one)))
            .Select(one => Value(one)!.Value / usual[Kind(one)])
            .ToList();
        if (ratios.Count < LeastCalls)
            return null;
        var middle = Middle(ratios);
        sentences.Add($"{what}: {middle:0.00} times what was usual there, in the middle of the calls.");
        return middle >= LeastGrowth;
    }
}
