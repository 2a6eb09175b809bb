using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Privacy;

/// <summary>Walks JSON: names give way, and where an object quotes a call that was erased (<c>request_id</c> beside a text) the quotation goes.</summary>
public sealed class QuoteErasure(CallStore calls)
{
    /// <summary>Which field names the call of which quotations.</summary>
    private static readonly (string Id, string[] Quotes)[] Quoted =
    [
        ("request_id", ["output", "detail", "text", "excerpt", "note", "why"]),
        ("baseline_request_id", ["baseline_output"]),
    ];

    /// <returns>Null where nothing changed.</returns>
    public async Task<JsonNode?> WithoutAsync(Erasure erasure, JsonNode json, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        return await WalkAsync(erasure, json, cancellation) is { Changed: true, Node: { } node } ? node : null;
    }

    private async Task<(JsonNode? Node, bool Changed)> WalkAsync(Erasure erasure, JsonNode? node, CancellationToken cancellation)
    {
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
        {
            var text = value.GetValue<string>();
            var without = erasure.Name.Without(text);
            return without == text ? (node, false) : (JsonValue.Create(without), true);
        }
        var isChanged = false;
        if (node is JsonArray array)
            for (var i = 0; i < array.Count; i++)
                if (await WalkAsync(erasure, array[i], cancellation) is { Changed: true, Node: var next })
                {
                    isChanged = true;
                    if (!ReferenceEquals(array[i], next))
                        array[i] = next;
                }
        if (node is JsonObject named)
        {
            isChanged |= await DropQuotesAsync(erasure.Project.Id, named, cancellation);
            foreach (var (name, child) in named.ToList())
                if (await WalkAsync(erasure, child, cancellation) is { Changed: true, Node: var next })
                {
                    isChanged = true;
                    if (!ReferenceEquals(child, next))
                        named[name] = next;
                }
            // A person may be a name, too: spend by user.
            foreach (var (name, child) in named.ToList())
                if (erasure.Name.Without(name) is var without && without != name)
                {
                    named.Remove(name);
                    named[without] = child;
                    isChanged = true;
                }
        }
        return (node, isChanged);
    }

    private async Task<bool> DropQuotesAsync(string projectId, JsonObject json, CancellationToken cancellation)
    {
        var isChanged = false;
        foreach (var (id, quotes) in Quoted)
        {
            var there = quotes.Where(name => json[name] is JsonValue).ToList();
            if (there.Count == 0 || json[id] is not JsonValue value || !value.TryGetValue<string>(out var requestId))
                continue;
            if (await calls.FindAsync(projectId, requestId, cancellation) is not { Call.UserId: LlmCall.ErasedUser })
                continue;
            there.ForEach(name => json[name] = null);
            isChanged = true;
        }
        return isChanged;
    }
}
