using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Checks.Numbers;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>
/// How far an answer rests on its passages, from the judge's claims and from what can be computed: a date that no passage has, or that has day and
/// month swapped, counts as a contradiction, and a number that no passage has as a claim without support, whatever the judge says. Pure.
/// </summary>
public static class FaithfulnessRules
{
    private static readonly Func<CheckSubject, CheckFinding> Dates = new DatesGroundedCheck().Prepare(new(JsonElement.Parse("{}")));
    private static readonly Func<CheckSubject, CheckFinding> Numbers = new NumbersGroundedCheck().Prepare(new(JsonElement.Parse("{}")));

    /// <summary>The share of supported claims; 0 as soon as one is contradicted, for such an answer misleads however much of it is right.</summary>
    /// <returns>The score, null where the answer claims nothing; and a sentence for each claim that is not supported.</returns>
    public static (double? Score, IReadOnlyList<string> Notes) Score(
        string question,
        string answer,
        IReadOnlyList<CallContext> contexts,
        IReadOnlyList<JudgedClaim> claims,
        string? locale
    )
    {
        var subject = new CheckSubject([new("user", question)], answer, contexts, locale);
        var (dates, numbers) = (Dates(subject), Numbers(subject));
        var notes = new List<string>();
        if (dates.Outcome == CheckOutcome.Fail)
            notes.Add(dates.Detail!);
        if (numbers.Outcome == CheckOutcome.Fail)
            notes.Add(numbers.Detail!);
        notes.AddRange(claims.Where(claim => claim.Stand != ClaimStand.Supported).Select(claim => $"{WordOf(claim.Stand)}: {claim.Claim}"));
        if (dates.Outcome == CheckOutcome.Fail || claims.Any(claim => claim.Stand == ClaimStand.Contradicted))
            return (0, notes);
        var all = claims.Count + (numbers.Outcome == CheckOutcome.Fail ? 1 : 0);
        return (all == 0 ? null : (double)claims.Count(claim => claim.Stand == ClaimStand.Supported) / all, notes);
    }

    private static string WordOf(ClaimStand stand) => stand == ClaimStand.Contradicted ? "contradicted" : "not supported";
}
