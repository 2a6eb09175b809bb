namespace LlmMonitor.Core.Privacy;

/// <summary>
/// A room that keeps something of people. Listed in the catalogue, and asked for each person who is to be erased. It may be asked again after a
/// kill, so erasing twice must come to the same.
/// </summary>
public interface IPersonalData
{
    /// <summary>What hangs on the person's calls, while the calls still name the person. Asked for some calls at a time.</summary>
    Task EraseCallsAsync(Erasure erasure, IReadOnlyList<ErasedCall> calls, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>What names the person; asked once, when the calls name nobody any more.</summary>
    Task EraseAsync(Erasure erasure, CancellationToken cancellation) => Task.CompletedTask;
}
