using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Ingest;

/// <summary>The share of what Azure Tables (Azurite) takes that is left when the app stands before it. In turns, since the machine is not quiet.</summary>
internal static class AzureStorage
{
    private const int Turns = 3;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(6);

    public static async Task RunAsync()
    {
        Figures.Row("a call's column", $"{BytesOfCall()} bytes");
        // Folding runs elsewhere, as the Flex Consumption plan runs queue functions on instances of their own.
        await ShowAsync("triggers elsewhere", "host");
        await ShowAsync("folding in the same process", "pump");
    }

    private static async Task ShowAsync(string name, string triggers)
    {
        // Each on a storage of its own: a backlog of the first would be folded during the second.
        using var azurite = new Azurite();
        var raw = new RawTables(azurite.ConnectionString, BytesOfCall());
        using var folder = new TempFolder();
        await using var app = await App.StartAsync(
            folder.Path,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["AzureWebJobsStorage"] = azurite.ConnectionString,
                ["LlmMonitor__Triggers"] = triggers,
            }
        );
        var (batches, singles) = (new Load(app, new Bodies(100), 8), new Load(app, new Bodies(1, "one"), 64));
        await batches.ForAsync(TimeSpan.FromSeconds(3));
        await raw.TransactionsAsync(2, TimeSpan.FromSeconds(2));
        var (ceilings, alone, inBatches, oneByOne) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var turn = 0; turn < Turns; turn++)
        {
            ceilings.Add(Math.Max(await raw.TransactionsAsync(2, Time / 2), await raw.TransactionsAsync(4, Time / 2)));
            inBatches.Add(await batches.ForAsync(Time));
            alone.Add(await raw.SinglesAsync(32, Time / 2));
            oneByOne.Add(await singles.ForAsync(Time));
        }
        var (ceiling, single) = (ceilings.Median(), alone.Median());
        Figures.Rate($"{name}: ceiling, transactions of 100, best of 2 and 4 writers", ceiling);
        Figures.Rate($"{name}: single inserts, 32 callers", single);
        Figures.Rate($"{name}: app, batches of 100, 8 callers", inBatches.Median());
        Figures.Row("  of the ceiling", $"{inBatches.Median() / ceiling:P0}", ">= 60 %");
        Figures.Rate($"{name}: app, one call a post, 64 callers", oneByOne.Median());
        Figures.Row(
            "  of the ceiling, and times single inserts",
            $"{oneByOne.Median() / ceiling:P0}, {oneByOne.Median() / single:F1}x",
            ">= 45 %, >= 2.5x"
        );
        Figures.Row(
            "  the turns",
            string.Join("  ", Enumerable.Range(0, Turns).Select(i => $"{ceilings[i]:F0}/{inBatches[i]:F0}/{alone[i]:F0}/{oneByOne[i]:F0}"))
        );
    }

    /// <summary>The size of the column in which the app keeps one of our calls.</summary>
    private static int BytesOfCall()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var json = JsonDocument.Parse(new Bodies(1).Of(1, now));
        var call = CallValidator.Read(json.RootElement[0], now, TimeSpan.FromDays(90)).Call!;
        var priced = new PriceStep(PriceTable.Embedded).Price(call, new Project("default", "default", now));
        return PackedCall.Of(new NewCall(priced, null)).Column.Length;
    }
}
