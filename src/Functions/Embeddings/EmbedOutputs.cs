using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Embeddings;

/// <summary>Queue <c>embeddings</c>: embeds a sample of the outputs of one shard of a slot.</summary>
internal sealed class EmbedOutputs(WorkQueue work, EmbeddingWork embedding) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<SlotPointer>(EmbeddingStore.Queue, invocation.Text ?? "", embedding.RunAsync, cancellation);
}
