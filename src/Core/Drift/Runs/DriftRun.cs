using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Drift;

/// <summary>
/// Feeds a project's new outputs to its streams, and leaves what they say as findings. May run twice at once or be killed anywhere: each stream
/// moves on as one, from where it stood, and the slower of two runs gives way.
/// </summary>
public sealed class DriftRun(
    ITables tables,
    OutputFeed feed,
    StreamStore streams,
    StreamFeeding feeding,
    FindingStore findings,
    DateOrderStore orders,
    IOptions<DriftOptions> options,
    ILogger<DriftRun> logger
)
{
    public const string Source = "drift";

    /// <summary>The run comes each hour; one may be missed.</summary>
    private static readonly TimeSpan Valid = TimeSpan.FromMinutes(150);

    /// <param name="acknowledged">Subjects of alerts that people know of, each with the time of it: their streams go on.</param>
    public async Task RunAsync(
        Project project,
        DateTimeOffset now,
        IReadOnlyDictionary<string, DateTimeOffset> acknowledged,
        CancellationToken cancellation
    )
    {
        try
        {
            await FeedAsync(project, now, acknowledged, cancellation);
        }
        catch (RowConflictException)
        {
            // Another run is at work on the same outputs, and will leave the same findings.
            logger.LogInformation("A drift run of project {Project} gave way to another one.", project.Id);
            return;
        }
        var statuses = await streams.ListAsync(project.Id, cancellation);
        var verdicts = statuses.SelectMany(status => DriftVerdicts.Of(status, now)).ToList();
        await findings.PutAsync(project.Id, Source, "streams", verdicts, now + Valid, cancellation);
    }

    private async Task FeedAsync(
        Project project,
        DateTimeOffset now,
        IReadOnlyDictionary<string, DateTimeOffset> acknowledged,
        CancellationToken cancellation
    )
    {
        var statuses = (await streams.ListAsync(project.Id, cancellation)).ToDictionary(status => status.Stream);
        foreach (var status in statuses.Values)
            if (DriftVerdicts.SubjectsOf(status).Any(subject => acknowledged.TryGetValue(subject, out var at) && at > status.AcknowledgedAt))
                await feeding.AcknowledgeAsync(project, status, now, cancellation);

        var (cursor, etag) = await FeedCursor.FindAsync(tables, project.Id, cancellation) is { } kept ? (kept.Cursor, kept.ETag) : (null, null);
        var oldest = now.AddDays(-project.Settings.RetentionDays);
        var watermark = now.AddSeconds(-options.Value.WatermarkSeconds);
        await foreach (var chunk in feed.ReadAsync(project.Id, cursor, oldest, watermark, now, cancellation))
        {
            var byStream = chunk.Outputs.GroupBy(output => output.Stream).ToList();
            var checks = byStream.ToDictionary(
                stream => stream.Key,
                stream => stream.SelectMany(output => output.Checks).Select(check => check.Name).Distinct(StringComparer.Ordinal).Count()
            );
            var levels = DriftLevels.Of([.. statuses.Values], checks, now, options.Value);
            foreach (var stream in byStream.OrderByDescending(stream => statuses.ContainsKey(stream.Key)))
                if (statuses.ContainsKey(stream.Key) || statuses.Count < options.Value.MostStreams)
                    statuses[stream.Key] = await feeding.FeedAsync(project, stream.Key, [.. stream], levels, cancellation);
                else
                    logger.LogWarning("Outputs of {Stream} are not watched: the project has {Most} streams.", stream.Key.Subject, statuses.Count);
            await orders.LearnAsync(
                project.Id,
                cursor?.ReceivedBefore ?? oldest,
                chunk.Outputs.Select(output => (KnownOrNull(output.Stream.Endpoint), output.Feature, output.SourceDates)),
                cancellation
            );
            await chunk.End.SaveAsync(tables, project.Id, etag, cancellation);
            cursor = chunk.End;
            etag = (await FeedCursor.FindAsync(tables, project.Id, cancellation))!.Value.ETag;
        }
    }

    private static string? KnownOrNull(string name) => name == RollupKey.None ? null : name;
}
