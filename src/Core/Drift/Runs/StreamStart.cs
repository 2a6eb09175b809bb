using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Drift.Streams;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Drift;

/// <summary>
/// Takes a stream up where it stood, or begins it: with the baseline that was set for its endpoint, else with its own first outputs. A new
/// baseline or another embedder begins it anew.
/// </summary>
public sealed class StreamStart(
    BaselineStore baselines,
    RollupReader rollups,
    CallStore calls,
    EmbeddingStore embeddings,
    Embedder embedder
)
{
    public async Task<StreamCourse> ResumeAsync(
        Project project,
        StreamKey stream,
        StreamRecord? kept,
        StreamSettings options,
        CancellationToken cancellation
    )
    {
        var baseline = await baselines.FindAsync(project.Id, stream.Endpoint, cancellation);
        if (kept is not null && kept.Status.BaselineVersion == (baseline?.Version ?? 0) && kept.Status.Embedder == embedder.Id)
            return new StreamCourse(kept.Status, StreamState.FromBytes(kept.State, options), StreamWindow.FromBytes(kept.Window));

        var outputs =
            baseline is null ? []
            : baseline.From is null ? Given(baseline)
            : await SpanAsync(project, stream, baseline, cancellation);
        var status = (kept?.Status ?? StreamStatus.New(stream)) with
        {
            BaselineVersion = baseline?.Version ?? 0,
            Embedder = embedder.Id,
            BaselineMedians = new Dictionary<string, double>(StringComparer.Ordinal),
            Alarms = [.. (kept?.Status.Alarms ?? []).Select(alarm => alarm with { IsOpen = false })],
        };
        return StreamCourse.Begin(Behind(status, outputs), outputs, options);
    }

    /// <summary>What belongs to the baseline is not judged by it: feeding goes on behind its last output.</summary>
    private static StreamStatus Behind(StreamStatus status, IReadOnlyList<WindowOutput> outputs) =>
        outputs.Count > 0 && outputs[^1] is { Place: not null } last && last.Time > status.LastAt
            ? status with
            {
                LastAt = last.Time,
                LastId = last.Id,
                FirstAt = status.NFed == 0 ? last.Time : status.FirstAt,
            }
            : status;

    private static WindowOutput[] Given(Baseline baseline) =>
        [
            .. baseline.Outputs.Select(
                (output, i) =>
                    new WindowOutput(
                        $"baseline-{baseline.Version}-{i:d4}",
                        null,
                        baseline.CreatedAt,
                        null,
                        output.Shape,
                        null,
                        PackedVector.Pack(output.Vector),
                        null
                    )
            ),
        ];

    /// <summary>The stream's outputs of the span, in feeding order; of very many those that the hash chooses.</summary>
    private async Task<IReadOnlyList<WindowOutput>> SpanAsync(
        Project project,
        StreamKey stream,
        Baseline span,
        CancellationToken cancellation
    )
    {
        var outputs = new List<FedOutput>();
        var seen = new HashSet<SlotShard>();
        var (from, before) = (Minute.Of(span.From!.Value), Minute.AtOrAfter(span.To!.Value));
        await foreach (var (_, places) in rollups.PlacesAsync(project.Id, from, before, cancellation))
        foreach (var place in places.Where(seen.Add))
        await foreach (var call in calls.ReadAsync(place, cancellation))
            if (
                call.Timestamp >= span.From
                && call.Timestamp < span.To
                && FedOutput.Of(place, call) is { } output
                && output.Stream == stream
            )
                outputs.Add(output);
        var share = OutputThinning.ShareFor(outputs.Count, Baseline.MostOutputs);
        var sample = outputs.Where(output => Statistics.SampleOf.Id(output.RequestId, share)).ToList();
        sample.Sort(FedOutput.InFeedingOrder);
        var window = new List<WindowOutput>();
        foreach (var output in sample)
            window.Add(WindowOutput.Of(output, await embeddings.FindAsync(output.Place, output.RequestId, embedder.Id, cancellation)));
        return window;
    }
}
