using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Calls;

/// <summary>How calls are written. Section <c>LlmMonitor:Calls</c>.</summary>
public sealed class CallOptions
{
    /// <summary>
    /// Writers of one process, each with a shard of its own. One is best for the embedded store, which has one writer anyway;
    /// against Azure Tables two keep a transaction on the way while the next one fills.
    /// </summary>
    [Range(1, 16)]
    public int Writers { get; set; } = 1;

    /// <summary>
    /// Look each new request id up in the index, so that the receipt counts duplicates of calls long past. A microsecond in the embedded store;
    /// a round trip for each call in Azure, where only recent duplicates are named in the receipt. Totals are right either way.
    /// </summary>
    public bool LookUpDuplicates { get; set; } = true;
}
