using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Rollups;

/// <summary>Looks at calls while they are folded, before their slot is done with: at least once, duplicates too, in no order of time.</summary>
public interface IFoldWatch
{
    /// <summary>Must be quick, and bear the same calls twice. What it throws fails the fold, which is tried again.</summary>
    Task SeeAsync(string projectId, IReadOnlyCollection<LlmCall> calls, CancellationToken cancellation);
}
