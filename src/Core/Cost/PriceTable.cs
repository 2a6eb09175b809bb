using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Reflection;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost.Names;
using LlmMonitor.Core.Cost.Rates;

namespace LlmMonitor.Core.Cost;

/// <summary>All prices, and the way from what a caller wrote to the bill that applies. Immutable but for a bounded memory of past answers.</summary>
public sealed class PriceTable
{
    // Names come from callers: someone who sends a new name with each call must not fill the memory.
    private const int Remembered = 4096;

    private static readonly Lazy<PriceTable> embedded = new(LoadEmbedded);

    private readonly ModelMatch match;
    private readonly ConcurrentDictionary<PriceQuestion, PriceAnswer> answers = new();

    public PriceTable(IReadOnlyList<ProviderPrices> providers, string version)
    {
        Providers = providers;
        Version = version;
        match = new(providers);
    }

    /// <summary>The prices that came with this build.</summary>
    public static PriceTable Embedded => embedded.Value;

    public IReadOnlyList<ProviderPrices> Providers { get; }

    /// <summary>The newest check date and the first digits of a hash of all files: the same prices, the same version.</summary>
    public string Version { get; }

    public ProviderPrices? Provider(string name) => match.Provider(name);

    public PriceAnswer Answer(PriceQuestion question)
    {
        if (answers.TryGetValue(question, out var known))
        {
            return known;
        }
        if (answers.Count >= Remembered)
        {
            answers.Clear();
        }
        return answers[question] = Work(question);
    }

    /// <summary>Files of one provider each, in any order.</summary>
    /// <exception cref="FormatException">A file is not a price file; the message names it.</exception>
    public static PriceTable Load(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var hash = new XxHash3();
        var providers = new List<ProviderPrices>();
        foreach (var (name, bytes) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            hash.Append(bytes);
            providers.Add(PriceFile.Read(bytes, name));
        }
        var newest = providers.Select(provider => provider.Checked).DefaultIfEmpty().Max();
        return new(providers, $"{newest:yyyy-MM-dd}-{hash.GetCurrentHashAsUInt64():x16}"[..19]);
    }

    private PriceAnswer Work(PriceQuestion question)
    {
        var found = Choose(question);
        if (found.Model is null || found.Provider is null)
        {
            return new(null, [], found.Reason ?? ModelMatch.UnknownModel);
        }
        var name = $"{found.Provider.Id}/{found.Model.Id}";
        var bills = Bill.Of(found.Provider, found.Model, question.Tier, question.Region, out var reason);
        return new(name, bills, reason);
    }

    // What answered is what is billed. But the answer's name is often the shorter one (no global., no :free, no ft:): then the asked one says more.
    private ModelFound Choose(PriceQuestion question)
    {
        var asked = match.Find(question.Provider, question.Model);
        if (
            string.IsNullOrWhiteSpace(question.ResponseModel)
            || (asked.Model is not null && question.Model.Contains(question.ResponseModel.Trim(), StringComparison.OrdinalIgnoreCase))
        )
        {
            return asked;
        }
        var answered = match.Find(question.Provider ?? asked.Provider?.Id, question.ResponseModel);
        return answered.Model is null ? asked : answered;
    }

    private static PriceTable LoadEmbedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return Load(
            assembly
                .GetManifestResourceNames()
                .Where(name => name.Contains(".Cost.prices.", StringComparison.Ordinal))
                .Select(name =>
                {
                    using var stream = assembly.GetManifestResourceStream(name)!;
                    var bytes = new byte[stream.Length];
                    stream.ReadExactly(bytes);
                    return KeyValuePair.Create(name, bytes);
                })
        );
    }
}

/// <summary>What decides about the price of a call, as the caller wrote it.</summary>
public readonly record struct PriceQuestion(string? Provider, string Model, string? ResponseModel, ServiceTier Tier, string? Region);

/// <param name="PricedModel"><c>provider/model</c> of the entry; null where none was found.</param>
/// <param name="Bills">What applies when, the newest first.</param>
/// <param name="Reason">Why there is no price; null where there is one.</param>
public sealed record PriceAnswer(string? PricedModel, IReadOnlyList<Bill> Bills, string? Reason);
