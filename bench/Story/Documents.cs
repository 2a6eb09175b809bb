using System.Text.Json;
using LlmMonitor.Core;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Functions.Demo;

namespace LlmMonitor.Story;

/// <summary>Days of invoices as a drift run is fed with them: shaped, checked and embedded as at ingest.</summary>
internal sealed class Documents
{
    private readonly PreparedChecks _checks = CheckRules
        .Read(JsonSerializer.SerializeToElement(new[] { new { name = "dates-grounded", type = "dates_grounded" } }), Catalogue.Checks)
        .Checks;

    public static StreamKey Stream { get; } = new(DemoDocuments.Endpoint, "gpt-4o", "v3");

    public double AmericanShare { get; init; }

    public bool Declared { get; init; } = true;

    /// <summary>What earlier documents of the feature proved.</summary>
    public DateOrder Learnt { get; init; }

    public bool Embedded { get; init; } = true;

    public IEnumerable<(FedOutput Output, OutputEmbedding? Embedding)> OfDay(DateOnly day, double swapShare, int seed)
    {
        foreach (var (call, texts) in DemoDocuments.OfDay(day, swapShare, seed, AmericanShare, Declared))
        {
            var (asked, said) = (texts!.Prompt[^1].Content, texts.Response!);
            var results = _checks.Evaluate(new CheckSubject(texts.Prompt, said, [], call.ExpectedLocale, Learnt));
            var output = new FedOutput(
                new SlotShard("p", Slot.Of(call.Timestamp), 0),
                $"{call.RequestId}-{seed}",
                call.Timestamp,
                Stream,
                call.Feature,
                call.Feature,
                OutputShape.Of(said).Pack(),
                OutputShape.Of(asked).Pack(),
                results,
                DateOrder.Unknown
            );
            yield return (
                output,
                Embedded
                    ? new OutputEmbedding(
                        output.RequestId,
                        LexicalEmbedder.Id,
                        LexicalEmbedder.Embed(said),
                        LexicalEmbedder.Embed(asked),
                        false
                    )
                    : null
            );
        }
    }
}
