using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Reports.Weekly;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Tests.Reports.Weekly;

/// <summary>Made-up complaints of four kinds, worded in many ways, and some that are like no other.</summary>
internal static class SampleComplaints
{
    public static DateTimeOffset Monday { get; } = DateTimeOffset.Parse("2026-11-16T00:00:00Z");

    private static readonly string[][] Kinds =
    [
        [
            "The delivery deadline is {0} March, the answer swapped day and month",
            "Day and month of the deadline were swapped, it should be {0} April",
            "Wrong deadline: month and day are swapped again in the date",
            "Deadline date swapped, the contract says {0} May",
            "The date of the deadline has its month and day the wrong way round",
            "swapped the date, month first although our contract puts the day first",
        ],
        [
            "The refund policy is 30 days, the bot said refunds are impossible",
            "Refunds are possible within thirty days according to our refund policy",
            "customer was told no refund, policy allows a refund",
            "Refund refused although the policy covers refunds for damaged goods",
            "The answer about refunds ignores the current refund policy",
            "our policy changed, refund requests up to {0} days are accepted",
        ],
        [
            "Invoice total is wrong, VAT was added twice to the invoice",
            "The VAT on this invoice was counted twice",
            "Sum of the invoice lines does not match the invoice total because of VAT",
            "Invoice total must be {0} euros including VAT",
            "VAT missing from the invoice total",
            "wrong total on invoice, tax and VAT mixed up",
        ],
        [
            "The patient's allergy to penicillin was left out of the summary",
            "Summary misses the penicillin allergy of the patient",
            "Allergies are missing from the patient summary",
            "patient has an allergy that the summary does not mention",
            "Medication allergy of patient omitted in the summary",
            "summary dropped the known allergies of this patient",
        ],
    ];

    private static readonly string[] Alone =
    [
        "Please answer in Portuguese next time",
        "Link to the handbook gives a 404 page",
        "Too many emoji for a bank",
        "Phone number of the Hamburg office has changed",
        "Company was renamed last year",
        "JSON closing bracket is gone",
    ];

    public static (Complaint Complaint, int Kind) Of(int i, int kind, string category = "inaccurate", string? user = null)
    {
        var text = kind < Kinds.Length ? Kinds[kind][i % Kinds[kind].Length] : Alone[i % Alone.Length];
        var item = Item($"r{kind}-{i:d3}", user ?? $"u{i}", category) with
        {
            CorrectionText = text.Replace("{0}", $"{3 + i}", StringComparison.Ordinal),
        };
        return (ThemeWords.Of([item], _ => null)[0], kind);
    }

    /// <summary>So many of each kind, then all that are alone.</summary>
    public static IReadOnlyList<(Complaint Complaint, int Kind)> Week(params int[] counts) =>
        [
            .. counts.Index().SelectMany(kind => Enumerable.Range(0, kind.Item).Select(i => Of(i, kind.Index))),
            .. Enumerable.Range(0, Alone.Length).Select(i => Of(i, Kinds.Length + i)),
        ];

    public static FeedbackItem Item(string request, string? user, string? category = null) =>
        new(request, user)
        {
            Rating = FeedbackType.ThumbsDown,
            IsCorrected = true,
            Category = category,
            At = Monday.AddHours(30),
            Call = new(new RollupKey("chat", "support", "gpt-4o", "v2", CallOrigin.User), user),
        };
}
