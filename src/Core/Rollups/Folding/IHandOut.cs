using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Rollups;

/// <summary>Work that begins with calls that were folded: a slot that holds one that is wanted is pointed to from a queue, at least once.</summary>
public interface IHandOut
{
    /// <summary>Gets a <see cref="SlotPointer"/>.</summary>
    string Queue { get; }

    /// <summary>Whether the call is worth the message. Decided by the call alone, sampling by a hash of its id: every fold says the same.</summary>
    bool Wants(LlmCall call);
}
