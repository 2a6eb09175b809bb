using System.Globalization;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Probes;

/// <summary>
/// Who does a run: of messages that come twice, one at a time, and none once it is done. A claim ends by itself, so that a run whose process died
/// goes on elsewhere.
/// </summary>
public sealed class RunClaims(ITables tables, TimeProvider time)
{
    public const string Table = "proberuns";

    /// <summary>How long one claim works. A function is stopped after four minutes: well before, what is left is put off to the next claim.</summary>
    public static TimeSpan Slice { get; } = TimeSpan.FromSeconds(150);

    /// <summary>Longer than a function may live.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>The name of a run, which sorts by time.</summary>
    public static string NameOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    /// <returns>The claim, to be ended; null where the run is done.</returns>
    /// <exception cref="RunUnfinishedException">Somebody else is at it: come again later.</exception>
    public async Task<RunClaim?> BeginAsync(string projectId, string run, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        try
        {
            var before = await tables.FindAsync(Table, projectId, run, cancellation);
            if (before?.Flag("done") == true)
                return null;
            if (before is not null && before.Time("until") > now)
                throw new RunUnfinishedException($"Run {run} is under way elsewhere.");
            var row = RowOf(projectId, run, isDone: false, now + Life) with { ETag = before?.ETag };
            var etags = await tables.CommitAsync(Table, [before is null ? RowChange.Insert(row) : RowChange.Update(row)], cancellation);
            return new RunClaim(projectId, run, etags[0], now + Slice);
        }
        catch (RowConflictException)
        {
            throw new RunUnfinishedException($"Run {run} was begun elsewhere at this moment.");
        }
    }

    /// <summary>Lets go. What was lost to another claim meanwhile is that one's to end.</summary>
    public async Task EndAsync(RunClaim claim, bool isDone, CancellationToken cancellation)
    {
        try
        {
            var row = RowOf(claim.ProjectId, claim.Run, isDone, time.GetUtcNow()) with { ETag = claim.ETag };
            await tables.CommitAsync(Table, [RowChange.Update(row)], cancellation);
        }
        catch (RowConflictException) { }
    }

    public bool IsOver(RunClaim claim) => time.GetUtcNow() >= claim.StopAt;

    private static Row RowOf(string projectId, string run, bool isDone, DateTimeOffset until) =>
        new(projectId, run, new Dictionary<string, object>(StringComparer.Ordinal) { ["done"] = isDone, ["until"] = until });
}

/// <param name="StopAt">No new question after this; what is left is for the next claim.</param>
public sealed record RunClaim(string ProjectId, string Run, string ETag, DateTimeOffset StopAt);

/// <summary>A run is not done yet: the queue is to bring its message again. What was found so far is kept.</summary>
public sealed class RunUnfinishedException(string message) : Exception(message);
