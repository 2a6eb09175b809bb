using System.Globalization;
using LlmMonitor.Core;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Checks.Dates;

namespace LlmMonitor.Bench.Checks;

/// <summary>What dates_grounded says of right and of swapped dates, for each way to write them and each way to know the order.</summary>
internal static class ReceiptFigures
{
    private static readonly (string Name, Func<DateOnly, string> Write)[] Outputs =
    [
        ("2019-05-03", date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("3 May 2019", date => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)),
        ("May 3, 2019", date => date.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture)),
        ("03/05/2019", date => date.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)),
        ("03-05-19", date => date.ToString("dd-MM-yy", CultureInfo.InvariantCulture)),
        ("{\"date\": …}", date => $$"""{"date": "{{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}}"}"""),
    ];

    private static readonly (string Name, string? Locale, DateOrder Learnt)[] Knowing =
    [
        ("declared en-GB", "en-GB", DateOrder.Unknown),
        ("learnt of the feature", null, DateOrder.DayFirst),
        ("neither", null, DateOrder.Unknown),
    ];

    /// <returns>False where a right date was flagged, or a swapped one missed though the order was known.</returns>
    public static bool Print(List<Receipt> receipts)
    {
        var check = CheckRules
            .Read(
                System.Text.Json.JsonSerializer.SerializeToElement(new[] { new { name = "dates", type = DatesGroundedCheck.Name } }),
                Catalogue.Checks
            )
            .Checks;
        var isGood = true;
        Console.WriteLine(
            $"{receipts.Count} receipts, {receipts.Count(receipt => receipt.Swapped is not null)} with a date that can be swapped"
        );
        Console.WriteLine(
            "| order | output | right: pass | not decided | false flags | swapped: found as swap | flagged otherwise | not decided | missed |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var (knowing, locale, learnt) in Knowing)
        foreach (var (format, write) in Outputs)
        {
            var right = receipts.Select(receipt => (receipt.Id, Result: Judge(receipt, receipt.Date))).ToList();
            var swapped = receipts
                .Where(receipt => receipt.Swapped is not null)
                .Select(receipt => (receipt.Id, Result: Judge(receipt, receipt.Swapped!.Value)))
                .ToList();
            var falseFlags = right.Where(one => one.Result.Outcome == CheckOutcome.Fail).ToList();
            var missed = swapped.Where(one => one.Result.Outcome == CheckOutcome.Pass).ToList();
            Console.WriteLine(
                $"| {knowing} | {format} | {Count(right, CheckOutcome.Pass)} | {Count(right, CheckOutcome.NotApplicable)} | {falseFlags.Count} "
                    + $"| {swapped.Count(one => IsSwap(one.Result))} | {swapped.Count(one => one.Result.Outcome == CheckOutcome.Fail && !IsSwap(one.Result))} "
                    + $"| {Count(swapped, CheckOutcome.NotApplicable)} | {missed.Count} |"
            );
            foreach (var (id, result) in falseFlags.Concat(missed).Take(5))
                Console.WriteLine($"    receipt {id}: {result.Outcome} {result.Detail}");
            isGood &= falseFlags.Count == 0 && (knowing == "neither" || missed.Count + Count(swapped, CheckOutcome.NotApplicable) == 0);

            CheckResult Judge(Receipt receipt, DateOnly date) =>
                check.Evaluate(new CheckSubject([new("user", receipt.Text)], write(date), [], locale, learnt))[0];
        }
        foreach (var receipt in receipts)
            if (
                check.Evaluate(new CheckSubject([new("user", receipt.Text)], Outputs[0].Write(receipt.Date), [], "en-GB"))[0] is
                { Outcome: CheckOutcome.NotApplicable } result
            )
                Console.WriteLine($"not decided, receipt {receipt.Id}: {result.Detail}");
        return isGood;
    }

    private static bool IsSwap(CheckResult result) =>
        result.Outcome == CheckOutcome.Fail && result.Detail!.EndsWith("swapped", StringComparison.Ordinal);

    private static int Count(List<(string Id, CheckResult Result)> results, CheckOutcome outcome) =>
        results.Count(one => one.Result.Outcome == outcome);
}
