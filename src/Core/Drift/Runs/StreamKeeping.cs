using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Drift;

/// <summary>
/// Ends streams that nothing was fed to for as long as calls are kept, and baselines of endpoints that have none left. From the window of a living stream the
/// vectors of an erased person's outputs go; their statistics stay.
/// </summary>
public sealed class StreamKeeping(StreamStore streams, BaselineStore baselines) : IRetained, IPersonalData
{
    private const int Tries = 5;

    public async Task ForgetAsync(Forgetting forgetting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(forgetting);
        var project = forgetting.Project.Id;
        var living = new HashSet<string>(StringComparer.Ordinal);
        foreach (var status in await streams.ListAsync(project, cancellation))
            if (status.LastAt >= forgetting.Before.Calls)
                living.Add(UserSpendRows.EscapeUser(status.Stream.Endpoint));
            else
                await forgetting.DeleteAsync(
                    StreamStore.Table,
                    RowRange.In(StreamStore.Partition(project, status.Stream)),
                    cancellation: cancellation
                );
        foreach (var (key, createdAt) in await baselines.ListAsync(project, cancellation))
            if (!living.Contains(key) && createdAt < forgetting.Before.Calls)
                await forgetting.DeleteAsync(BaselineStore.Table, RowRange.WithPrefix(project, key + "|"), cancellation: cancellation);
    }

    public async Task EraseCallsAsync(Erasure erasure, IReadOnlyList<ErasedCall> calls, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        ArgumentNullException.ThrowIfNull(calls);
        var ids = calls.Select(call => call.RequestId).ToHashSet(StringComparer.Ordinal);
        foreach (var status in await streams.ListAsync(erasure.Project.Id, cancellation))
            for (var attempt = 1; ; attempt++)
                try
                {
                    await EraseAsync(erasure, status.Stream, ids, cancellation);
                    break;
                }
                catch (RowConflictException) when (attempt < Tries) { } // A drift run was faster: read it again.
    }

    private async Task EraseAsync(Erasure erasure, StreamKey stream, HashSet<string> ids, CancellationToken cancellation)
    {
        if (await streams.FindAsync(erasure.Project.Id, stream, cancellation) is not { Window.Length: > 0 } record)
            return;
        var window = StreamWindow.FromBytes(record.Window);
        if (!window.DropVectors(ids.Contains))
            return;
        await streams.SaveAsync(erasure.Project.Id, record with { Window = window.ToBytes() }, null, cancellation);
        erasure.Count(StreamStore.Table, 1);
    }
}
