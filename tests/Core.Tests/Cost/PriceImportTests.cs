using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Cost.Rates;
using LlmMonitor.Core.Cost.Updates;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost;

public sealed class PriceImportTests : IDisposable
{
    private static readonly DateOnly first = new(2026, 8, 6);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("prices");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_second_import_of_the_same_file_changes_no_byte()
    {
        Import(first, """{"input_mtok":0.18000000000000002,"output_mtok":{"base":1,"tiers":[{"start":200000,"price":2}]}}""");
        var before = Written();
        var again = Import(first, """{"input_mtok":0.18000000000000002,"output_mtok":{"base":1,"tiers":[{"start":200000,"price":2}]}}""");
        Assert.Equal(before, Written());
        Assert.Equal((0, 0, 1), (again.Added.Count, again.Changed.Count, again.Untouched));
        Assert.Contains("""{"input":0.18,"output":1,"tiers":[{"above":200000,"output":2}]}""", before);
    }

    [Fact] // C6
    public void A_changed_price_is_added_with_its_date_and_the_old_one_stays()
    {
        Import(first, """{"input_mtok":2}""");
        var summary = Import(first.AddDays(30), """{"input_mtok":3}""");
        Assert.Equal(["acme/m"], summary.Changed);
        Assert.Equal([(null, 2m), (first.AddDays(30), 3m)], Prices());
    }

    [Fact]
    public void A_date_that_the_source_gives_is_taken_instead_of_the_day_of_import()
    {
        Import(first, """{"input_mtok":2}""");
        Import(first.AddDays(30), """[{"prices":{"input_mtok":2}},{"constraint":{"start_date":"2026-08-20"},"prices":{"input_mtok":3}}]""");
        Assert.Equal([(null, 2m), (new DateOnly(2026, 8, 20), 3m)], Prices());
    }

    [Fact]
    public void An_announced_price_may_still_change_one_that_was_valid_may_not()
    {
        Import(first, """[{"prices":{"input_mtok":2}},{"constraint":{"start_date":"2026-10-01"},"prices":{"input_mtok":3}}]""");
        Import(first.AddDays(1), """[{"prices":{"input_mtok":2}},{"constraint":{"start_date":"2026-12-01"},"prices":{"input_mtok":4}}]""");
        Assert.Equal([(null, 2m), (new DateOnly(2026, 12, 1), 4m)], Prices());
    }

    [Fact]
    public void A_model_that_the_source_drops_stays_for_its_old_calls()
    {
        Import(first, """{"input_mtok":2}""");
        Import(first.AddDays(1), """{"input_mtok":2}""", model: "other");
        Assert.Equal(["m", "other"], Read().Models.Select(model => model.Id));
    }

    [Fact]
    public void What_was_entered_by_hand_is_left_alone()
    {
        Import(first, """{"input_mtok":2}""");
        var path = Path.Combine(folder.FullName, "acme.json");
        File.WriteAllText(
            path,
            Written()
                .Replace(
                    "{\"input\":2}",
                    "{\"input\":2},{\"from\":\"2026-08-07\",\"input\":5,\"source\":\"https://acme.example/prices\"}",
                    StringComparison.Ordinal
                )
                .Replace("\"models\"", "\"aliases\": [\"acme_ai\"],\n  \"models\"", StringComparison.Ordinal)
        );
        Assert.Equal(["acme/m"], Import(first.AddDays(30), """{"input_mtok":3}""").KeptByHand);
        Assert.Equal(5m, Read().Models[0].At(first.AddDays(40))!.Rates[Rate.Input]);
        Assert.Equal(["acme_ai"], Read().Aliases);
    }

    [Fact]
    public void An_import_from_before_the_last_one_is_refused()
    {
        Import(first, """{"input_mtok":2}""");
        Assert.Throws<InvalidOperationException>(() => Import(first.AddDays(-1), """{"input_mtok":3}"""));
    }

    [Fact]
    public void Free_is_said_by_the_name_an_empty_price_alone_is_not_known()
    {
        Import(first, "{}", model: "m:free");
        Import(first, "{}", model: "n");
        Assert.Equal([1, 0], Read().Models.Select(model => model.Spans.Count));
    }

    private PriceImportSummary Import(DateOnly date, string prices, string model = "m")
    {
        var source = Path.Combine(folder.FullName, "source.data");
        File.WriteAllText(
            source,
            $$"""[{"id":"acme","name":"Acme","pricing_urls":["https://acme.example"],"models":[{"id":"{{model}}","match":{"equals":"{{model}}"},"prices":{{prices}}}]}]"""
        );
        return PriceImport.Run(source, folder.FullName, date);
    }

    private string Written() => File.ReadAllText(Path.Combine(folder.FullName, "acme.json"));

    private ProviderPrices Read() => PriceFile.Read(File.ReadAllBytes(Path.Combine(folder.FullName, "acme.json")), "acme.json");

    private IEnumerable<(DateOnly?, decimal?)> Prices() => Read().Models[0].Spans.Select(span => (span.From, span.Rates[Rate.Input]));
}
