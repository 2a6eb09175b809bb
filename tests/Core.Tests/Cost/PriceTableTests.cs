using System.Text;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Cost.Updates;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost;

public sealed class PriceTableTests
{
    public static TheoryData<string> Providers => [.. PriceTable.Embedded.Providers.Select(provider => provider.Id)];

    [Theory] // C6
    [MemberData(nameof(Providers))]
    public void Every_price_file_is_complete_dated_and_sourced(string id)
    {
        var provider = PriceTable.Embedded.Provider(id)!;
        Assert.NotEmpty(provider.Source);
        Assert.NotEmpty(provider.Pages);
        Assert.All(provider.Adjustments, change => Assert.StartsWith("https://", change.Source, StringComparison.Ordinal));
        Assert.NotEmpty(provider.Models);
        Assert.All(
            provider.Models,
            model =>
            {
                Assert.Equal(
                    model.Spans.Select(span => span.From ?? DateOnly.MinValue).Distinct().Order(),
                    model.Spans.Select(span => span.From ?? DateOnly.MinValue)
                );
                Assert.All(model.Spans, span => Assert.All(span.Rates.Named, rate => Assert.True(rate.Value >= 0)));
                Assert.Equal(model.Source is null, model.Checked is null);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Every_listed_model_is_found_under_its_own_name(string id)
    {
        var provider = PriceTable.Embedded.Provider(id)!;
        Assert.All(provider.Models, model => Assert.Equal($"{id}/{model.Id}", Priced.Quote(id, model.Id, new(1, 0)).Model));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_price_file_is_written_as_it_is_read(string id)
    {
        var once = PriceFileWriter.Write(PriceTable.Embedded.Provider(id)!);
        Assert.Equal(once, PriceFileWriter.Write(PriceFile.Read(Encoding.UTF8.GetBytes(once), id)));
    }

    [Fact] // C6
    public void The_version_names_the_day_and_follows_every_byte()
    {
        var file =
            "{\"provider\":\"a\",\"name\":\"A\",\"source\":\"s\",\"checked\":\"2026-08-06\",\"models\":[{\"id\":\"m\",\"prices\":[{\"input\":1}]}]}";
        var (one, two) = (Version(file), Version(file.Replace("\"input\":1", "\"input\":2", StringComparison.Ordinal)));
        Assert.StartsWith("2026-08-06-", one, StringComparison.Ordinal);
        Assert.Equal(one, Version(file));
        Assert.NotEqual(one, two);
    }

    [Fact]
    public void A_file_with_an_unknown_kind_of_price_is_refused_by_name()
    {
        var file = Encoding.UTF8.GetBytes(
            "{\"provider\":\"a\",\"name\":\"A\",\"source\":\"s\",\"checked\":\"2026-08-06\",\"models\":[{\"id\":\"m\",\"prices\":[{\"inputt\":1}]}]}"
        );
        var fault = Assert.Throws<FormatException>(() => PriceFile.Read(file, "a.json").Models);
        Assert.Contains("inputt", fault.Message, StringComparison.Ordinal);
    }

    private static string Version(string file) => PriceTable.Load([KeyValuePair.Create("a", Encoding.UTF8.GetBytes(file))]).Version;
}
