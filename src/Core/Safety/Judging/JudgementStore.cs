using System.Globalization;
using System.Runtime.CompilerServices;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Safety.Judging;

/// <summary>
/// Keeps samples and judgements by the hour in which calls were received: partition project and hour, key <c>p|slot|shard</c> for what was drawn and
/// <c>j|request id</c> for what was said.
/// </summary>
public sealed class JudgementStore(ITables tables, TimeProvider time)
{
    public const string Table = "safetyjudgements";
    private const string Samples = "p|";
    private const string Judgements = "j|";

    /// <summary>Longer than a judge takes with all its tries, so that a claim outlives only a worker that died.</summary>
    private static readonly TimeSpan ClaimFor = TimeSpan.FromMinutes(10);

    public async Task<SlotSample?> FindSampleAsync(SlotShard place, CancellationToken cancellation) =>
        await tables.FindAsync(Table, PartitionOf(place), Samples + place.Key, cancellation) is { } row
            ? JsonRow.Read<SlotSample>(row)
            : null;

    /// <returns>The sample that holds: this one, or what another worker drew before.</returns>
    public async Task<SlotSample> DrawAsync(SlotShard place, SlotSample sample, CancellationToken cancellation)
    {
        var isNew = await tables.InsertEachAsync(Table, [JsonRow.Of(PartitionOf(place), Samples + place.Key, sample)], cancellation);
        return isNew[0] ? sample : (await FindSampleAsync(place, cancellation))!;
    }

    /// <summary>Claims a call before its judge is paid.</summary>
    /// <returns>Whether it is the caller's, and whether another worker holds it and may still come to nothing.</returns>
    public async Task<(bool Ours, bool OtherAtWork)> ClaimAsync(SlotShard place, SafetyJudgement claim, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var there = await tables.FindAsync(Table, PartitionOf(place), Judgements + claim.Call.RequestId, cancellation);
        if (there is not null && JsonRow.Read<SafetyJudgement>(there) is var old)
        {
            if (old.State != JudgementState.Claimed)
                return (false, false);
            if (old.ClaimedUntil > time.GetUtcNow())
                return (false, true);
        }
        try
        {
            var row = RowOf(place, claim with { ClaimedUntil = time.GetUtcNow() + ClaimFor }) with { ETag = there?.ETag };
            await tables.CommitAsync(Table, [there is null ? RowChange.Insert(row) : RowChange.Update(row)], cancellation);
            return (true, false);
        }
        catch (RowConflictException)
        {
            return (false, true);
        }
    }

    public Task PutAsync(SlotShard place, SafetyJudgement judgement, CancellationToken cancellation) =>
        tables.PutAllAsync(Table, [RowOf(place, judgement)], cancellation);

    /// <summary>Gives a claim back, so that another try need not wait until it is over.</summary>
    public Task ReleaseAsync(SlotShard place, string requestId, CancellationToken cancellation) =>
        tables.DeleteAllAsync(Table, [new Row(PartitionOf(place), Judgements + requestId, Row.NoValues)], cancellation);

    public async Task<SafetyJudgement?> FindAsync(SlotShard place, string requestId, CancellationToken cancellation) =>
        await tables.FindAsync(Table, PartitionOf(place), Judgements + requestId, cancellation) is { } row
            ? JsonRow.Read<SafetyJudgement>(row)
            : null;

    /// <summary>What was drawn and what was said of calls received in one hour.</summary>
    public async Task<(IReadOnlyList<SlotSample> Samples, IReadOnlyList<SafetyJudgement> Judgements)> ReadHourAsync(
        string projectId,
        DateTimeOffset hour,
        CancellationToken cancellation
    )
    {
        var (samples, judgements) = (new List<SlotSample>(), new List<SafetyJudgement>());
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(PartitionOf(projectId, hour)), cancellation))
            if (row.Key.StartsWith(Samples, StringComparison.Ordinal))
                samples.Add(JsonRow.Read<SlotSample>(row));
            else
                judgements.Add(JsonRow.Read<SafetyJudgement>(row));
        return (samples, judgements);
    }

    /// <summary>The verdicts on calls received from the hour of <paramref name="from"/> on, hour by hour; for reviews.</summary>
    public async IAsyncEnumerable<SafetyJudgement> ReadAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        var range = RowRange.Partitions(PartitionOf(projectId, from), PartitionOf(projectId, before.AddHours(1)));
        await foreach (var row in tables.ReadAsync(Table, range, cancellation))
            if (row.Key.StartsWith(Judgements, StringComparison.Ordinal))
                if (JsonRow.Read<SafetyJudgement>(row) is { State: JudgementState.Judged } judged)
                    yield return judged;
    }

    private static Row RowOf(SlotShard place, SafetyJudgement judgement) =>
        JsonRow.Of(PartitionOf(place), Judgements + judgement.Call.RequestId, judgement);

    private static string PartitionOf(SlotShard place) => PartitionOf(place.ProjectId, place.Slot.Start);

    private static string PartitionOf(string projectId, DateTimeOffset at) =>
        $"{projectId}|{at.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture)}";
}
