using System.Collections.Frozen;
using System.Text.Json;

namespace LlmMonitor.Core.Text;

/// <summary>In which languages a word plays which part: one bit a language, by its place in <see cref="WordTable.Languages"/>.</summary>
public readonly record struct WordParts(uint Stop, uint Hedge, uint FirstPerson, uint SecondPerson, uint Month);

/// <summary>
/// The short words by which languages and manners of speaking are told apart, from languages.json beside this file. The lists were
/// written for this product; a word may stand in several languages.
/// </summary>
public static class WordTable
{
    private static readonly LanguageWords[] All = Load();

    private static readonly FrozenDictionary<ulong, WordParts> ByHash = Index();

    /// <summary>ISO 639-1 codes. The order is kept for good, because places are stored; a new language comes last.</summary>
    public static IReadOnlyList<string> Languages { get; } = [.. All.Select(language => language.Code)];

    /// <summary>How a model says no, in all languages: lower case, with straight apostrophes.</summary>
    internal static IEnumerable<string> Refusals => All.SelectMany(language => language.Refusals);

    /// <param name="hash">Of the word: <see cref="WordReader.Hash"/>.</param>
    /// <returns>All zero for a word that is in no list.</returns>
    public static WordParts Find(ulong hash) => ByHash.TryGetValue(hash, out var parts) ? parts : default;

    /// <summary>The bit of a language; every bit where the language is unknown.</summary>
    public static uint BitOf(string? language) =>
        Array.FindIndex(All, known => known.Code == language) is var place and >= 0 ? 1u << place : uint.MaxValue;

    private static FrozenDictionary<ulong, WordParts> Index()
    {
        var words = new Dictionary<ulong, WordParts>();
        void Add(string list, Func<WordParts, WordParts> mark)
        {
            foreach (var word in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var hash = WordReader.HashOf(word);
                words[hash] = mark(words.GetValueOrDefault(hash));
            }
        }
        foreach (var (place, language) in All.Index())
        {
            var bit = 1u << place;
            Add(language.Stop, parts => parts with { Stop = parts.Stop | bit });
            Add(language.Hedges, parts => parts with { Hedge = parts.Hedge | bit });
            Add(language.First, parts => parts with { FirstPerson = parts.FirstPerson | bit });
            Add(language.Second, parts => parts with { SecondPerson = parts.SecondPerson | bit });
            Add(language.Months, parts => parts with { Month = parts.Month | bit });
        }
        return words.ToFrozenDictionary();
    }

    private static LanguageWords[] Load()
    {
        using var stream = typeof(WordTable).Assembly.GetManifestResourceStream("LlmMonitor.Core.Text.languages.json")!;
        return JsonSerializer.Deserialize<LanguageWords[]>(stream, JsonSerializerOptions.Web)!;
    }

    private sealed record LanguageWords(string Code)
    {
        public string Stop { get; init; } = "";
        public string Hedges { get; init; } = "";
        public string First { get; init; } = "";
        public string Second { get; init; } = "";
        public string Months { get; init; } = "";
        public IReadOnlyList<string> Refusals { get; init; } = [];
    }
}
