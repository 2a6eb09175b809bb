using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety.Gate;
using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>Turns what the gate has blocked and flagged into items. Hits may be seen twice; they make one item.</summary>
public sealed class GateReviews(GateHitStore hits, ReviewStore store, ReviewDesk desk, TimeProvider time)
{
    /// <summary>A hit is written at once; other machines' clocks and slow writes are waited for so long.</summary>
    internal static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    /// <summary>On the first run; what is older was before there was a queue.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(1);

    /// <summary>So that a run ends within a function's time; the next one goes on.</summary>
    private const int MostHits = 5_000;

    /// <returns>How many hits were read.</returns>
    public async Task<int> RunAsync(Project project, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        var now = time.GetUtcNow();
        var cursor = await store.FindCursorAsync(project.Id, cancellation) ?? now - FirstLook;
        var (count, last) = (0, cursor);
        await foreach (var hit in hits.ReadAsync(project.Id, cursor, now.AddTicks(1), cancellation))
        {
            await OpenAsync(project, hit, cancellation);
            last = hit.At;
            if (++count == MostHits)
                break;
        }
        var seen = count == MostHits ? last : now - Overlap;
        if (seen > cursor)
            await store.PutCursorAsync(project.Id, seen, cancellation);
        return count;
    }

    private async Task OpenAsync(Project project, GateDecision hit, CancellationToken cancellation)
    {
        var reasons = hit
            .Patterns.Where(pattern => pattern.Action != PatternAction.Annotate)
            .Select(pattern => ReviewReason.OfPattern(pattern, hit.PatternSetVersion, hit.At))
            .ToList();
        if (reasons.Count > 0)
            await desk.OpenAsync(project, hit.RequestId, hit.Endpoint, reasons, cancellation: cancellation);
    }
}
