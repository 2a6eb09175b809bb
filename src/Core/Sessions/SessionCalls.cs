using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Sessions;

/// <summary>
/// Brings folded calls to their sessions, which so know what they cost and which feature, model and prompt version they are of. May run any number of times:
/// a call is in its session once, under its request id.
/// </summary>
public sealed class SessionCalls(CallStore calls, CallIndex index, SessionStore store) : IHandOut
{
    public const string CallsQueue = "sessioncalls";
    private const int AtOnce = 16;

    public string Queue => CallsQueue;

    public bool Wants(LlmCall call) => call.SessionId is not null && call.Origin == CallOrigin.User;

    /// <summary>Of one shard of a slot, which must have been folded: that tells its calls from duplicates.</summary>
    public async Task RunAsync(SlotPointer pointer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        var place = SlotShard.Parse(pointer.ProjectId, pointer.SlotShard);
        var found = await calls.ReadAsync(place, cancellation).Where(Wants).ToListAsync(cancellation);
        var counted = await index.FindAllAsync(place.ProjectId, [.. found.Select(call => call.RequestId)], cancellation);
        await Parallel.ForEachAsync(
            found.Where((_, at) => counted[at] == place).GroupBy(call => call.SessionId!, StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (session, token) =>
            {
                var theirs = session.ToDictionary(
                    call => call.RequestId,
                    call => new SessionCall(call.Timestamp, call.Cost.Usd, call.Model, call.Feature, call.PromptVersion),
                    StringComparer.Ordinal
                );
                await store.ChangeAsync(place.ProjectId, session.Key, before => SessionRules.Add(before, theirs), token);
            }
        );
    }
}
