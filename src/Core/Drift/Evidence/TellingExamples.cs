using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Drift;

/// <summary>Shows the outputs that say most, each beside the baseline's answer to the nearest prompt. Texts are shown as far as the project keeps them.</summary>
public sealed class TellingExamples(CallStore calls)
{
    public const int Most = 5;
    private const int ExcerptCharacters = 300;

    /// <param name="ids">The most telling first.</param>
    public async Task<JsonArray> OfOutputsAsync(
        Project project,
        IReadOnlyList<string> ids,
        StreamWindow window,
        CancellationToken cancellation
    )
    {
        var shown = new JsonArray();
        foreach (var id in ids.Take(Most))
        {
            var nearest = window.Recent.FirstOrDefault(output => output.Id == id) is { } output ? Nearest(output, window.Baseline) : null;
            shown.Add(
                new JsonObject
                {
                    ["request_id"] = id,
                    ["output"] = await ExcerptAsync(project, id, cancellation),
                    ["baseline_request_id"] = nearest?.Id,
                    ["baseline_output"] = nearest is null ? null : await ExcerptAsync(project, nearest.Id, cancellation),
                }
            );
        }
        return shown;
    }

    /// <summary>Outputs that failed a check, with what the check says of them.</summary>
    public async Task<JsonArray> OfCheckAsync(Project project, string check, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var shown = new JsonArray();
        foreach (var id in ids.Take(Most))
            if (await calls.FindAsync(project.Id, id, cancellation) is { } found)
                shown.Add(
                    new JsonObject
                    {
                        ["request_id"] = id,
                        ["timestamp"] = found.Call.Timestamp,
                        ["detail"] = found.Call.Checks.FirstOrDefault(one => one.Name == check)?.Detail,
                    }
                );
        return shown;
    }

    /// <summary>By prompt where prompts were embedded, else by the outputs themselves; null where nothing was.</summary>
    private static WindowOutput? Nearest(WindowOutput output, IReadOnlyList<WindowOutput> baseline)
    {
        Func<WindowOutput, byte[]?> by = output.PromptVector is not null ? one => one.PromptVector : one => one.Vector;
        if (by(output) is not { } packed)
            return null;
        var vector = PackedVector.Unpack(packed);
        return baseline
            .Where(one => by(one) is not null)
            .MaxBy(one => TensorPrimitives.Dot<float>(vector, PackedVector.Unpack(by(one)!)));
    }

    private async Task<string?> ExcerptAsync(Project project, string id, CancellationToken cancellation)
    {
        if (await calls.FindAsync(project.Id, id, cancellation) is not var (call, place))
            return null;
        var response = (await calls.FindTextsAsync(place, call, cancellation))?.Response;
        return response?.Length > ExcerptCharacters ? response[..ExcerptCharacters] + " …" : response;
    }
}
