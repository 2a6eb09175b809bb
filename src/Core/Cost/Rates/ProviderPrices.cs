using LlmMonitor.Core.Cost.Names;

namespace LlmMonitor.Core.Cost.Rates;

/// <summary>The price list of one provider: one file.</summary>
/// <param name="Id">Its name in <c>priced_model</c>: <c>openai</c>.</param>
/// <param name="Source">Where the entries were read, with its licence.</param>
/// <param name="Checked">When they were last compared with the source.</param>
/// <param name="Pages">The provider's own price pages.</param>
/// <param name="Aliases">What else callers call this provider. Kept by hand.</param>
/// <param name="Owns">Names that point to this provider where the caller names none.</param>
/// <param name="Listed">The models, read when the first call to this provider is priced: a start does not wait for 1,500 entries.</param>
/// <param name="FallsBackTo">Whose list holds where this one has no entry: Azure sells OpenAI's models at OpenAI's prices.</param>
public sealed record ProviderPrices(
    string Id,
    string Name,
    string Source,
    DateOnly Checked,
    IReadOnlyList<string> Pages,
    IReadOnlyList<string> Aliases,
    NameRules Owns,
    IReadOnlyList<string> FallsBackTo,
    IReadOnlyList<Adjustment> Adjustments,
    Lazy<IReadOnlyList<ModelPrice>> Listed
)
{
    private Dictionary<string, ModelPrice>? exact;
    private List<ModelPrice>? patterned;

    public IReadOnlyList<ModelPrice> Models => Listed.Value;

    /// <summary>The entry that lists a name (lower case) as it is. Where two do, the one kept by hand wins, then the first.</summary>
    public ModelPrice? Listing(string name) => (exact ??= Index()).GetValueOrDefault(name);

    /// <summary>The entry whose pattern says most about a name (lower case).</summary>
    public ModelPrice? Covering(string name) =>
        (patterned ??= [.. Models.Where(model => model.Names.HasPatterns)])
            .Select(model => (model, weight: model.Names.Weight(name)))
            .Where(found => found.weight > 0)
            .OrderByDescending(found => found.weight)
            .FirstOrDefault()
            .model;

    private Dictionary<string, ModelPrice> Index()
    {
        var index = new Dictionary<string, ModelPrice>(StringComparer.OrdinalIgnoreCase);
        foreach (var model in Models.OrderBy(model => model.Source is null))
        {
            foreach (var name in model.ExactNames)
            {
                index.TryAdd(name, model);
            }
        }
        return index;
    }
}
