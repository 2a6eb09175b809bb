using System.Collections.Concurrent;
using System.Text.Json;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Safety.Gate.Patterns;

/// <summary>
/// The pattern set of each project: the built-in patterns and its overlays. A set is replaced whole, at most five seconds after an overlay was changed
/// anywhere; a change that has faults changes nothing.
/// </summary>
public sealed class PatternBook(PatternStore store, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    private readonly BriefCache<PatternSet> _sets = new(time, Life, most: 10_000);
    private readonly ConcurrentDictionary<string, (string Overlays, PatternSet Set)> _compiled = new(StringComparer.Ordinal);

    /// <summary>
    /// The set as it was at most five seconds ago. While storage is away the last one is used; where none was read yet this throws what storage threw.
    /// </summary>
    public async Task<PatternSet> SetOfAsync(string projectId)
    {
        try
        {
            return (await _sets.GetAsync(projectId, async () => await LoadAsync(projectId)))!;
        }
        catch (Exception) when (_compiled.TryGetValue(projectId, out var last))
        {
            return last.Set;
        }
    }

    /// <summary>Checks an overlay together with all else that the project has, and writes it where it has no fault.</summary>
    /// <returns>Every fault, and the set of the project from now on where there is none.</returns>
    public async Task<(PatternSet? Set, IReadOnlyList<PatternFault> Faults)> PutAsync(
        string projectId,
        string name,
        JsonElement overlay,
        CancellationToken cancellation = default
    )
    {
        var (file, faults) = PatternFileReader.Read(name, overlay);
        if (faults.Count > 0)
            return (null, faults);
        var others = (await store.ListAsync(projectId, cancellation)).Where(other => other.Key != name).ToList();
        if (others.Count >= PatternStore.MostOverlays)
            return (null, [new PatternFault("name", $"a project has at most {PatternStore.MostOverlays} overlays")]);
        var files = others.Select(other => PatternFileReader.Read(other.Key, other.Value).File).Append(file);
        var (set, broken) = PatternSet.Compile([.. BuiltInPatterns.Files, .. files.OrderBy(one => one.Name, StringComparer.Ordinal)]);
        if (set is null)
            return (null, broken);
        if (PatternExamples.Faults(set, file).ToList() is { Count: > 0 } wrong)
            return (null, wrong);
        await store.PutAsync(projectId, name, overlay, cancellation);
        _sets.Forget(projectId);
        return (set, []);
    }

    /// <returns>False where there was none.</returns>
    public async Task<bool> DeleteAsync(string projectId, string name, CancellationToken cancellation = default)
    {
        var deleted = await store.DeleteAsync(projectId, name, cancellation);
        _sets.Forget(projectId);
        return deleted;
    }

    private async Task<PatternSet?> LoadAsync(string projectId)
    {
        var overlays = await store.ListAsync(projectId);
        if (overlays.Count == 0)
        {
            _compiled[projectId] = ("", BuiltInPatterns.Set);
            return BuiltInPatterns.Set;
        }
        var all = string.Join('\n', overlays.Select(overlay => $"{overlay.Key} {overlay.Value.GetRawText()}"));
        if (_compiled.TryGetValue(projectId, out var last) && last.Overlays == all)
            return last.Set;
        // An overlay was whole when it was put; a newer build may know it no more. Then the others and the built-in ones still hold.
        var files = overlays.Select(overlay => PatternFileReader.Read(overlay.Key, overlay.Value)).Where(read => read.Faults.Count == 0);
        var set = PatternSet.Compile([.. BuiltInPatterns.Files, .. files.Select(read => read.File)]).Set ?? BuiltInPatterns.Set;
        _compiled[projectId] = (all, set);
        return set;
    }
}
