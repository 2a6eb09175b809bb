using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Safety.Sampling;

/// <summary>Keeps boosts: partition project, key source. Any room may put one; it is heard within half a minute.</summary>
public sealed class SamplingBoostStore(ITables tables, TimeProvider time)
{
    public const string Table = "samplingboosts";

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);
    private readonly BriefCache<IReadOnlyList<SamplingBoost>> _boosts = new(time, Life, most: 5_000);

    public async Task PutAsync(string projectId, SamplingBoost boost, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(boost);
        if (!(boost.Factor >= 1))
            throw new ArgumentException(
                $"The boost of {boost.Source} has the factor {boost.Factor}; it must be at least 1.",
                nameof(boost)
            );
        await tables.PutAllAsync(Table, [JsonRow.Of(projectId, boost.Source, boost)], cancellation);
        _boosts.Forget(projectId);
    }

    /// <summary>The boosts that hold now.</summary>
    public async ValueTask<IReadOnlyList<SamplingBoost>> ReadAsync(string projectId, CancellationToken cancellation = default)
    {
        var all = await _boosts.GetAsync(projectId, () => LoadAsync(projectId), cancellation);
        return [.. all!.Where(boost => boost.Until > time.GetUtcNow())];
    }

    private async Task<IReadOnlyList<SamplingBoost>?> LoadAsync(string projectId)
    {
        var boosts = new List<SamplingBoost>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(projectId)))
            boosts.Add(JsonRow.Read<SamplingBoost>(row));
        return boosts;
    }
}
