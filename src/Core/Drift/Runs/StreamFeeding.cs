using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Drift.Streams;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Projects;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Drift;

/// <summary>Moves one stream on: loads it, feeds it what is new, looks through its windows, explains what rang, and saves all of it as one.</summary>
public sealed class StreamFeeding(
    StreamStore streams,
    StreamStart start,
    EmbeddingStore embeddings,
    Embedder embedder,
    ShapeRollups shapes,
    AlarmEvidence evidence,
    IOptions<DriftOptions> options
)
{
    /// <param name="outputs">Of this stream, in feeding order.</param>
    /// <returns>How the stream stands now.</returns>
    /// <exception cref="Storage.RowConflictException">Another run was faster.</exception>
    public async Task<StreamStatus> FeedAsync(
        Project project,
        StreamKey stream,
        IReadOnlyList<FedOutput> outputs,
        DriftLevels levels,
        CancellationToken cancellation
    )
    {
        var kept = await streams.FindAsync(project.Id, stream, cancellation);
        var course = await start.ResumeAsync(project, stream, kept, levels.Streams, cancellation);
        var before = course.Status;
        var fresh = outputs.Where(output => IsBehind(output, before)).ToList();
        var (fed, share) = OutputThinning.Thin(fresh, before.FeedShare, options.Value.FeedPerDay);
        var vectors = await VectorsAsync(fed, cancellation);
        foreach (var output in fed)
            course.Feed(output, vectors.GetValueOrDefault(output.RequestId), levels.Streams);
        course.Look(levels.WindowLevel);

        var alarms = new List<QualityAlarm>();
        foreach (var rang in course.Rang)
            alarms.Add(await evidence.ExplainAsync(project, stream, rang, course.Window, cancellation));
        var status = course.Stand(alarms, levels.Streams) with
        {
            NThinned = before.NThinned + fresh.Count - fed.Count,
            NLate = before.NLate + outputs.Count - fresh.Count,
            FeedShare = share,
        };
        await shapes.WriteAsync(project.Id, stream, fed, before.LastAt, cancellation);
        await streams.SaveAsync(
            project.Id,
            new KeptStream(status, course.State.ToBytes(), course.Window.ToBytes(), kept?.ETag),
            SnapshotOf(kept, status),
            cancellation
        );
        return status;
    }

    /// <summary>People know: the detectors go on, from nothing, against the same baseline.</summary>
    public async Task AcknowledgeAsync(Project project, StreamStatus status, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await streams.FindAsync(project.Id, status.Stream, cancellation) is not { } kept)
            return;
        var state = StreamState.FromBytes(kept.State, new StreamOptions());
        state.Acknowledge();
        var known = kept.Status with
        {
            State = state.IsJudging ? StreamStanding.Steady : StreamStanding.Unknown,
            Reason = $"Acknowledged at {now:yyyy-MM-dd HH:mm} UTC; judged from there on against the same baseline.",
            Since = null,
            AcknowledgedAt = now,
            Alarms = [.. kept.Status.Alarms.Select(alarm => alarm with { IsOpen = false })],
        };
        await streams.SaveAsync(project.Id, kept with { Status = known, State = state.ToBytes() }, null, cancellation);
    }

    private static bool IsBehind(FedOutput output, StreamStatus last) =>
        output.Timestamp > last.LastAt || (output.Timestamp == last.LastAt && string.CompareOrdinal(output.RequestId, last.LastId) > 0);

    private async Task<Dictionary<string, OutputEmbedding>> VectorsAsync(IReadOnlyList<FedOutput> outputs, CancellationToken cancellation)
    {
        var vectors = new Dictionary<string, OutputEmbedding>(StringComparer.Ordinal);
        var wanted = outputs.Select(output => output.RequestId).ToHashSet(StringComparer.Ordinal);
        foreach (var place in outputs.Select(output => output.Place).Distinct())
            await foreach (var vector in embeddings.ReadAsync(place, embedder.Id, cancellation))
                if (wanted.Contains(vector.RequestId))
                    vectors[vector.RequestId] = vector;
        return vectors;
    }

    /// <summary>The first output of a new day keeps the state as it was at the end of the last one.</summary>
    private static (DateOnly, byte[])? SnapshotOf(KeptStream? kept, StreamStatus now) =>
        kept is not null && kept.Status.LastAt.UtcDateTime.Date < now.LastAt.UtcDateTime.Date
            ? (DateOnly.FromDateTime(kept.Status.LastAt.UtcDateTime), kept.State)
            : null;
}
