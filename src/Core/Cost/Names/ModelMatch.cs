using System.Text.RegularExpressions;
using LlmMonitor.Core.Cost.Rates;

namespace LlmMonitor.Core.Cost.Names;

/// <summary>Finds the price entry of a model name, or says why there is none. Never guesses from a beginning alone.</summary>
public sealed partial class ModelMatch
{
    public const string UnknownModel = "unknown_model";
    public const string UnknownProvider = "unknown_provider";

    private readonly IReadOnlyList<ProviderPrices> providers;
    private readonly Dictionary<string, ProviderPrices> byName = new(StringComparer.Ordinal);

    public ModelMatch(IReadOnlyList<ProviderPrices> providers)
    {
        this.providers = providers;
        foreach (var provider in providers)
        {
            byName[Squeeze(provider.Id)] = provider;
            foreach (var alias in provider.Aliases)
            {
                byName.TryAdd(Squeeze(alias), provider);
            }
        }
    }

    public ProviderPrices? Provider(string name) => byName.GetValueOrDefault(Squeeze(name));

    /// <param name="provider">As the caller wrote it; null or blank: taken from the model's name.</param>
    public ModelFound Find(string? provider, string model)
    {
        if (!string.IsNullOrWhiteSpace(provider))
        {
            var named = Provider(provider);
            return named is null
                ? new(null, null, UnknownProvider)
                : In(named, model) ?? Proxied(named, model) ?? new(named, null, UnknownModel);
        }
        var name = model.Trim().ToLowerInvariant();
        if (Prefix(name) is { } prefix)
        {
            return In(prefix, name) ?? new(prefix, null, UnknownModel);
        }
        if (Bedrock().IsMatch(name) && Provider("aws") is { } aws && In(aws, name) is { } bedrock)
        {
            return bedrock;
        }
        var path = name[(name.LastIndexOf('/') + 1)..];
        return providers
                .Where(owner =>
                    owner.Owns.Suggest(name) || (path.StartsWith("gemini", StringComparison.Ordinal) && owner.Owns.Suggest(path))
                )
                .Select(owner => In(owner, name))
                .FirstOrDefault(found => found is not null)
            ?? new(null, null, UnknownModel);
    }

    private ModelFound? In(ProviderPrices provider, string model)
    {
        var sellers = provider.FallsBackTo.Select(Provider).OfType<ProviderPrices>().Prepend(provider).ToList();
        var spellings = ModelSpellings.Of(model, prefix => Provider(prefix) is { } who && sellers.Contains(who));
        foreach (var seller in sellers)
        {
            if (
                spellings.Select(seller.Listing).Concat(spellings.Select(seller.Covering)).FirstOrDefault(entry => entry is not null) is
                { } entry
            )
            {
                return new(provider, entry, null);
            }
        }
        return null;
    }

    // A proxy that speaks OpenAI's protocol is reported as openai; the model's own prefix then says who served it.
    private ModelFound? Proxied(ProviderPrices named, string model) =>
        named.Id == "openai" && Prefix(model.Trim().ToLowerInvariant()) is { } served && served != named ? In(served, model) : null;

    private ProviderPrices? Prefix(string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? Provider(name[..slash]) : null;

    /// <summary>Only letters and digits, so that az.ai.openai, x-ai and together_ai need no spelling of their own.</summary>
    private static string Squeeze(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex(
        @"^(arn:aws|([a-z-]{2,6}\.)?(anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|qwen|writer|nvidia|google)\.[a-z])",
        RegexOptions.ExplicitCapture,
        100
    )]
    private static partial Regex Bedrock();
}

/// <param name="Provider">Who serves the model; null where that is not known.</param>
/// <param name="Model">The entry that prices it, maybe from a list that the provider falls back to.</param>
/// <param name="Reason">Why there is no entry; null where there is one.</param>
public sealed record ModelFound(ProviderPrices? Provider, ModelPrice? Model, string? Reason);
