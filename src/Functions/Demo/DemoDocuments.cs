using System.Globalization;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Functions.Demo;

/// <summary>
/// Invoices of a British company whose dates a model reads. From one day on the model swaps day and month in a share of those dates where
/// that gives another valid date: 37 % of all, as in real receipts. Nothing else changes. Drawn from a seed and the day.
/// </summary>
internal static class DemoDocuments
{
    public const string Endpoint = "extract-dates";
    public const int PerDay = 150;

    private static readonly string[] Sellers =
    [
        "Harrow & Pike Ltd",
        "Moorgate Paper Co",
        "Tilbury Freight",
        "Dunmore Catering",
        "Ashdown Optics",
    ];
    private static readonly string[] Goods = ["toner cartridges", "office chairs", "courier service", "window cleaning", "network cable"];
    private static readonly string[] Labels = ["Invoice date", "Date", "Tax point", "Date of issue"];

    /// <param name="swapShare">How many of the dates that can be swapped the model swaps. 0 to 1.</param>
    /// <param name="americanShare">How many documents are American: month first. 0 to 1.</param>
    /// <param name="declared">Whether the calls say which locale they expect.</param>
    public static IEnumerable<NewCall> OfDay(DateOnly day, double swapShare, int seed = 7, double americanShare = 0, bool declared = true)
    {
        var dice = new Random(day.DayNumber * 31 + seed);
        var midnight = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        for (var i = 0; i < PerDay; i++)
        {
            var isAmerican = americanShare > 0 && dice.NextDouble() < americanShare;
            var drawn = Draw($"invoice-{day:yyyyMMdd}-{i:d3}", midnight.AddMinutes(8 * 60 + i * 4), day, dice, swapShare, isAmerican);
            yield return declared ? drawn : drawn with { Call = drawn.Call with { ExpectedLocale = null } };
        }
    }

    private static NewCall Draw(string id, DateTimeOffset at, DateOnly day, Random dice, double swapShare, bool isAmerican)
    {
        var date = day.AddDays(-dice.Next(365));
        var seen = dice.NextDouble() < swapShare && date.Day <= 12 ? new DateOnly(date.Year, date.Day, date.Month) : date;
        var total = (dice.Next(2_000, 250_000) / 100m).ToString("0.00", CultureInfo.InvariantCulture);
        var seller = Sellers[dice.Next(Sellers.Length)];
        var document = $"""
            {seller}
            INVOICE no. {dice.Next(10_000, 99_999)}
            {Labels[dice.Next(Labels.Length)]}: {Written(date, dice, isAmerican)}
            {dice.Next(1, 40)} x {Goods[dice.Next(Goods.Length)]}
            Total due: {(isAmerican ? "USD" : "GBP")} {total}
            Payment within 30 days. Thank you for your custom.
            """;
        var answer =
            $$"""{"seller": "{{seller}}", "invoice_date": "{{seen:yyyy-MM-dd}}", "total": "{{total}}", "currency": "{{(isAmerican ? "USD" : "GBP")}}"}""";
        var call = new LlmCall
        {
            RequestId = id,
            Timestamp = at,
            Provider = "openai",
            Model = "gpt-4o",
            ResponseModel = "gpt-4o-2024-11-20",
            Endpoint = Endpoint,
            Feature = "invoice-dates",
            PromptVersion = "v3",
            Usage = new TokenUsage(document.Length / 4 + 60, answer.Length / 4),
            TtftSeconds = 0.3 + dice.NextDouble() * 0.2,
            TotalSeconds = 0.9 + dice.NextDouble() * 0.5,
            FinishReason = "stop",
            ExpectedLocale = isAmerican ? "en-US" : "en-GB",
        };
        CallMessage[] prompt =
        [
            new("system", "Read the invoice and answer in JSON with seller, invoice_date (ISO 8601), total and currency."),
            new("user", document),
        ];
        return new NewCall(call, new CallTexts(prompt, answer, [], []));
    }

    private static string Written(DateOnly date, Random dice, bool isAmerican) =>
        date.ToString(
            (dice.Next(4), isAmerican) switch
            {
                (0, false) => "dd.MM.yyyy",
                (1, false) => "d/M/yyyy",
                (_, false) => "dd/MM/yyyy",
                (0, true) => "MM-dd-yyyy",
                (1, true) => "M/d/yyyy",
                (_, true) => "MM/dd/yyyy",
            },
            CultureInfo.InvariantCulture
        );
}
