using System.Globalization;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;

namespace LlmMonitor.Functions.Tests.Reports;

/// <summary>A made-up project and its days, the same in every run.</summary>
internal static class SampleDays
{
    public static DateOnly Date { get; } = new(2026, 11, 23);

    public static Project Project { get; } =
        new("demo", "Customer assistant", DateTimeOffset.Parse("2026-10-01T08:00:00Z"))
        {
            Settings = new()
            {
                Zone = "Europe/Berlin",
                DailyBudgetUsd = 40,
                ReportRecipients = ["Ann Lee <ann@example.org>", "finance@example.org"],
            },
        };

    /// <summary>A busy Monday: over budget, a new model, some calls without a price, a feature that would like to be HTML.</summary>
    public static DailyReport Busy { get; } =
        DailyReport.Build(
            Project,
            Date,
            Day(
                Date,
                41.2m,
                new()
                {
                    ["gpt-4o"] = 21.9m,
                    ["claude-sonnet-4-5"] = 12.35m,
                    ["gpt-4o-mini"] = 6.9458m,
                    ["text-embedding-3-small"] = 0.0042m,
                    ["house-model-7b"] = 0,
                },
                new()
                {
                    ["contract-summary"] = 19.5m,
                    ["support-chat"] = 14.25m,
                    ["<script>alert('x')</script>"] = 4.2m,
                    ["search & rank"] = 2.05m,
                    ["(none)"] = 1.2m,
                },
                new UnpricedCalls(312, ["house-model-7b"]),
                budget: 40
            ),
            [
                .. Enumerable
                    .Range(1, 7)
                    .Where(back => back != 2) // a day without data
                    .Select(back => Date.AddDays(-back))
                    .Select(date => (date, Earlier(date, 26 + 1.31m * (date.Day % 5)))),
            ],
            new DailyLatency(37, 0.412, 1.284, 9.71)
        );

    public static DailyReport Empty { get; } =
        DailyReport.Build(Project, Date, Day(Date, 0, [], [], new UnpricedCalls(0, []), budget: 40), []);

    private static CostReport Earlier(DateOnly date, decimal total) =>
        Day(
            date,
            total,
            new() { ["gpt-4o"] = total * 0.7m, ["gpt-4o-mini"] = total * 0.3m },
            new()
            {
                ["contract-summary"] = total * 0.35m,
                ["support-chat"] = total * 0.6m,
                ["(none)"] = total * 0.05m,
            },
            new UnpricedCalls(0, [])
        );

    private static CostReport Day(
        DateOnly date,
        decimal total,
        Dictionary<string, decimal> models,
        Dictionary<string, decimal> features,
        UnpricedCalls unpriced,
        decimal? budget = null
    )
    {
        var from = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(1));
        int[] shape = [2, 1, 1, 0, 1, 3, 9, 22, 48, 71, 80, 74, 51, 62, 90, 77, 64, 40, 22, 15, 12, 9, 6, 4];
        var hours = shape.Select(
            (weight, hour) =>
                (
                    Key: from.AddHours(hour).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
                    Usd: total * weight / shape.Sum()
                )
        );
        var users = Enumerable
            .Range(1, 10)
            .Select(i => (Key: $"u_{i * 7919:x8}", Usd: total * (11 - i) / 100))
            .Append(("(other)", total * 0.45m));
        return new(
            from,
            from.AddDays(1),
            "Europe/Berlin",
            PicoUsd.FromUsd(total),
            models.Count == 0 ? 0 : 18_402,
            0,
            unpriced,
            Shares(models.Select(pair => (pair.Key, pair.Value))),
            Shares(features.Select(pair => (pair.Key, pair.Value))),
            models.Count == 0 ? [] : Shares(users),
            models.Count == 0 ? [] : Shares(hours),
            models.Count == 0 ? [] : Shares([("user", total * 0.98m), ("judge", total * 0.02m)]),
            budget is { } limit ? new BudgetUse(PicoUsd.FromUsd(limit), limit == 0 ? null : (double)(total / limit)) : null,
            "2026-11-20"
        );
    }

    private static List<CostShare> Shares(IEnumerable<(string Key, decimal Usd)> shares) =>
        [
            .. shares.Select(share => new CostShare(
                share.Key,
                PicoUsd.FromUsd(share.Usd),
                Math.Max(1, (long)(share.Usd * 447)),
                share.Usd == 0 ? 1 : 0
            )),
        ];
}
