using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmMonitor.Core.Cost.Names;
using LlmMonitor.Core.Cost.Rates;

namespace LlmMonitor.Core.Cost.Updates;

/// <summary>Reads the data file of Pydantic's genai-prices (MIT) into our form.</summary>
public static partial class GenaiPrices
{
    public const string Source = "genai-prices by Pydantic (MIT), https://github.com/pydantic/genai-prices";

    private static readonly Dictionary<string, (Rate Rate, decimal Per)> rates = new(StringComparer.Ordinal)
    {
        ["input_mtok"] = (Rate.Input, 1),
        ["output_mtok"] = (Rate.Output, 1),
        ["cache_read_mtok"] = (Rate.CacheRead, 1),
        ["cache_write_mtok"] = (Rate.CacheWrite, 1),
        ["cache_write_1h_mtok"] = (Rate.CacheWrite1h, 1),
        ["input_audio_mtok"] = (Rate.InputAudio, 1),
        ["output_audio_mtok"] = (Rate.OutputAudio, 1),
        ["cache_audio_read_mtok"] = (Rate.CacheReadAudio, 1),
        ["output_reasoning_mtok"] = (Rate.Reasoning, 1),
        ["input_image_mtok"] = (Rate.InputImage, 1),
        ["output_image_mtok"] = (Rate.OutputImage, 1),
        ["cache_image_read_mtok"] = (Rate.CacheReadImage, 1),
        ["input_video_mtok"] = (Rate.InputVideo, 1),
        ["output_video_mtok"] = (Rate.OutputVideo, 1),
        ["output_citation_mtok"] = (Rate.Citation, 1),
        ["requests_kcount"] = (Rate.Request, 1000),
        ["web_searches_kcount"] = (Rate.WebSearch, 1000),
    };

    /// <exception cref="FormatException">It is not such a file, or it names a kind of price that is not known here.</exception>
    public static IReadOnlyList<ProviderPrices> Read(ReadOnlyMemory<byte> json, DateOnly read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateArray().Select(provider => Provider(provider, read)).ToList();
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"This is not a data file of genai-prices: {fault.Message} Give its prices/data.json.", fault);
        }
    }

    private static ProviderPrices Provider(JsonElement provider, DateOnly read) =>
        new(
            provider.GetProperty("id").GetString()!,
            provider.GetProperty("name").GetString()!,
            Source,
            read,
            Texts(provider, "pricing_urls"),
            [],
            provider.TryGetProperty("model_match", out var owns) ? Names(owns) : NameRules.None,
            Texts(provider, "fallback_model_providers"),
            [],
            new(provider.GetProperty("models").EnumerateArray().Select(Model).ToList())
        );

    private static ModelPrice Model(JsonElement model)
    {
        var written = model.GetProperty("id").GetString()!;
        var names = Names(model.GetProperty("match"));
        var id = PlainId(written, names);
        var exact = names.Exact.Append(written).Where(name => name != id).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var spans = Spans(written, model.GetProperty("prices"));
        return new(id, names with { Exact = exact }, [], exact.Append(id).Any(IsEmbedding) ? [.. spans.Select(WithoutOutput)] : spans);
    }

    /// <summary>The id without a version mark, where the entry goes by the shorter name too: <c>claude-3-opus-latest</c> is claude-3-opus.</summary>
    private static string PlainId(string id, NameRules names)
    {
        var plain = VersionMark().Replace(id, "");
        return
            names.Exact.Contains(plain, StringComparer.OrdinalIgnoreCase) || names.Starts.Contains(plain, StringComparer.OrdinalIgnoreCase)
            ? plain
            : id;
    }

    // An embedding has no output tokens; the source leaves the price out, which would read as "not known".
    private static bool IsEmbedding(string name) =>
        name.Contains("embed", StringComparison.OrdinalIgnoreCase) || name.StartsWith("voyage-", StringComparison.Ordinal);

    private static PriceSpan WithoutOutput(PriceSpan span) => span with { Rates = span.Rates.Over(new([new(Rate.Output, 0)])) };

    private static List<PriceSpan> Spans(string id, JsonElement prices)
    {
        if (prices.ValueKind != JsonValueKind.Array)
        {
            // The source lists what costs nothing and what it does not know alike: without a price. Only the name tells them apart.
            return prices.EnumerateObject().Any() ? [Span(null, prices)]
                : id.EndsWith(":free", StringComparison.Ordinal) ? [new(null, new([new(Rate.Input, 0), new(Rate.Output, 0)]), [], [])]
                : [];
        }
        var spans = new List<PriceSpan>();
        foreach (var entry in prices.EnumerateArray())
        {
            var constraint = entry.TryGetProperty("constraint", out var limits) ? limits : default;
            var span = Span(
                Text(constraint, "start_date") is { } from ? DateOnly.Parse(from, CultureInfo.InvariantCulture) : null,
                entry.GetProperty("prices")
            );
            if (Text(constraint, "start_time") is { } start)
            {
                var hours = new DayHours(Time(start), Time(Text(constraint, "end_time")!), span.Rates);
                spans[^1] = spans[^1] with { Hours = [.. spans[^1].Hours, hours] };
            }
            else
            {
                spans.Add(span);
            }
        }
        return spans;
    }

    private static PriceSpan Span(DateOnly? from, JsonElement prices)
    {
        var flat = new List<KeyValuePair<Rate, decimal>>();
        var tiers = new SortedDictionary<long, List<KeyValuePair<Rate, decimal>>>();
        foreach (var price in prices.EnumerateObject())
        {
            if (!rates.TryGetValue(price.Name, out var kind))
            {
                throw new FormatException(
                    $"genai-prices names a kind of price that is not known here: {price.Name}. Add it to Rate and to this list."
                );
            }
            var tiered = price.Value.ValueKind == JsonValueKind.Object;
            flat.Add(new(kind.Rate, Usd(tiered ? price.Value.GetProperty("base") : price.Value) / kind.Per));
            foreach (var tier in tiered ? price.Value.GetProperty("tiers").EnumerateArray() : [])
            {
                var start = tier.GetProperty("start").GetInt64();
                tiers.TryAdd(start, []);
                tiers[start].Add(new(kind.Rate, Usd(tier.GetProperty("price")) / kind.Per));
            }
        }
        return new(from, new(flat), [.. tiers.Select(tier => new ContextTier(tier.Key, false, new(tier.Value)))], []);
    }

    /// <summary>To 12 significant digits: the source holds sums of binary floats (0.18000000000000002), no price is that fine.</summary>
    private static decimal Usd(JsonElement number)
    {
        var usd = decimal.Parse(number.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);
        var digits = usd == 0 ? 0 : (int)Math.Floor(Math.Log10((double)Math.Abs(usd))) + 1;
        return decimal.Round(usd, Math.Clamp(12 - digits, 0, 28)) / 1.0000000000000000000000000000m;
    }

    private static NameRules Names(JsonElement match)
    {
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        Collect(match);
        return new(Of("equals"), Of("starts_with"), Of("contains"), Of("ends_with"), Of("regex"));

        IReadOnlyList<string> Of(string kind) => found.GetValueOrDefault(kind) ?? [];

        void Collect(JsonElement clause)
        {
            foreach (var part in clause.EnumerateObject())
            {
                if (part.Name == "or")
                {
                    foreach (var inner in part.Value.EnumerateArray())
                    {
                        Collect(inner);
                    }
                }
                else
                {
                    found.TryAdd(part.Name, []);
                    found[part.Name].Add(part.Value.GetString()!);
                }
            }
        }
    }

    private static TimeOnly Time(string text) => TimeOnly.Parse(text.TrimEnd('Z'), CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(text => text.GetString()!)] : [];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var text) ? text.GetString() : null;

    [GeneratedRegex(@"(-latest|-\d{4}-\d{2}-\d{2}|-\d{8}|-\d{4}|-)$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex VersionMark();
}
