using System.Text;
using LlmMonitor.Core.Cost.Rates;

namespace LlmMonitor.Core.Cost.Updates;

/// <summary>
/// Brings a newer genai-prices file into our price files. A price that was valid stays as it is, so that an old call keeps its cost; a changed
/// one is added with its date. What was entered by hand (a source of its own, aliases, adjustments) is left alone.
/// </summary>
public static class PriceImport
{
    /// <param name="genaiPrices">Path of the source's data file.</param>
    /// <param name="folder">Where our files lie; may be empty.</param>
    /// <param name="date">The day the source was read: changed prices hold from then on, unless the source gives a day itself.</param>
    /// <exception cref="FormatException">A file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">Our prices were compared with a source on a later day.</exception>
    public static PriceImportSummary Run(string genaiPrices, string folder, DateOnly date)
    {
        Directory.CreateDirectory(folder);
        var tally = new PriceImportSummary([], [], [], 0);
        var files = new List<(string Path, string Text)>();
        foreach (var source in GenaiPrices.Read(File.ReadAllBytes(genaiPrices), date))
        {
            var path = Path.Combine(folder, $"{source.Id}.json");
            var merged = File.Exists(path)
                ? Merge(PriceFile.Read(File.ReadAllBytes(path), path), source, ref tally)
                : Merge(null, source, ref tally);
            files.Add((path, PriceFileWriter.Write(merged)));
        }
        // Only when all could be read and merged, so that a fault leaves the folder as it was.
        foreach (var (path, text) in files)
        {
            File.WriteAllText(path, text, new UTF8Encoding(false));
        }
        return tally;
    }

    private static ProviderPrices Merge(ProviderPrices? ours, ProviderPrices source, ref PriceImportSummary tally)
    {
        if (ours?.Checked > source.Checked)
        {
            throw new InvalidOperationException(
                $"The prices of {ours.Id} were checked on {ours.Checked:yyyy-MM-dd}; an import dated {source.Checked:yyyy-MM-dd} would rewrite the past. Give a later date."
            );
        }
        var models = (ours?.Models ?? []).ToDictionary(model => model.Id, StringComparer.Ordinal);
        foreach (var news in source.Models)
        {
            var name = $"{source.Id}/{news.Id}";
            if (!models.TryGetValue(news.Id, out var known))
            {
                models[news.Id] = news;
                tally = tally with { Added = [.. tally.Added, name] };
            }
            else if (known.Source is not null || known.Spans.Any(span => span.Source is not null))
            {
                tally = tally with { KeptByHand = [.. tally.KeptByHand, name] };
            }
            else
            {
                var spans = Spans(known.Spans, news.Spans, source.Checked);
                var changed =
                    !spans.Select(span => span.From).SequenceEqual(known.Spans.Select(span => span.From))
                    || !spans.Zip(known.Spans).All(pair => pair.First.ChargesAs(pair.Second));
                models[news.Id] = known with { Names = news.Names, Spans = spans };
                tally = changed ? tally with { Changed = [.. tally.Changed, name] } : tally with { Untouched = tally.Untouched + 1 };
            }
        }
        return source with
        {
            Aliases = ours?.Aliases ?? [],
            Adjustments = ours?.Adjustments ?? [],
            FallsBackTo = source.FallsBackTo.Count > 0 ? source.FallsBackTo : ours?.FallsBackTo ?? [],
            Listed = new([.. models.Values]),
        };
    }

    /// <summary>Ours up to today, then what the source says differently, by date. A price announced for later is no past: there the source holds.</summary>
    private static List<PriceSpan> Spans(IReadOnlyList<PriceSpan> ours, IReadOnlyList<PriceSpan> news, DateOnly today)
    {
        var spans = ours.Where(span => span.From is null || span.From <= today).ToList();
        foreach (
            var span in news.Where(span =>
                span.From is not null && (spans.Count == 0 || span.From > (spans[^1].From ?? DateOnly.MinValue)) && span.From <= today
            )
        )
        {
            Add(span);
        }
        if (news.LastOrDefault(span => span.From is null || span.From <= today) is { } current)
        {
            Add(spans.Count == 0 ? current : current with { From = today });
        }
        foreach (var announced in news.Where(span => span.From > today))
        {
            Add(announced);
        }
        return spans;

        void Add(PriceSpan span)
        {
            if (spans.Count == 0 || !spans[^1].ChargesAs(span))
            {
                // A second import on the same day corrects the first.
                spans.RemoveAll(earlier => earlier.From is not null && earlier.From == span.From);
                spans.Add(span);
            }
        }
    }
}

/// <param name="Added">Models that were not listed.</param>
/// <param name="Changed">Models with a price that was not known.</param>
/// <param name="KeptByHand">Models with a price that was entered by hand: the source is not asked.</param>
/// <param name="Untouched">Models whose price is the same.</param>
public sealed record PriceImportSummary(
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> KeptByHand,
    int Untouched
);
