using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Embeddings;

/// <summary>Points to slots that hold an output to be embedded.</summary>
public sealed class EmbeddingHandOut(IOptions<EmbeddingOptions> options) : IHandOut
{
    public string Queue => EmbeddingStore.Queue;

    public bool Wants(LlmCall call) =>
        call.TextTag is not null && call.Origin == CallOrigin.User && SampleOf.Id(call.RequestId, options.Value.SampleShare);
}
