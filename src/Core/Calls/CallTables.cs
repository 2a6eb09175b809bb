namespace LlmMonitor.Core.Calls;

/// <summary>The tables and queues of this room. Keys and columns: docs/reference/storage-layout.md.</summary>
public static class CallTables
{
    /// <summary>Partition project|slot|shard, key request id: the calls themselves.</summary>
    public const string Calls = "calls";

    /// <summary>Partition project|slot|shard, key request id|tag|chunk: their texts, compressed.</summary>
    public const string Texts = "texts";

    /// <summary>Partition project, key slot|shard: "this slot has work".</summary>
    public const string Markers = "markers";

    /// <summary>Partition project|bucket, key request id: where the call lies that counts.</summary>
    public const string Index = "callindex";

    /// <summary>Pointers to slots that are to be folded.</summary>
    public const string SlotQueue = "slots";
}

/// <summary>What a pointer in the queue says.</summary>
public sealed record SlotPointer(string ProjectId, string SlotShard);
