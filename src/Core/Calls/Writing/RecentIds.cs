using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace LlmMonitor.Core.Calls;

/// <summary>
/// The request ids that this process accepted lately, as 128-bit hashes: names a repeated call before folding has indexed the first.
/// Two generations bound the memory; what is forgotten is found by folding.
/// </summary>
public sealed class RecentIds(int mostPerGeneration = 200_000)
{
    private readonly Lock _lock = new();
    private HashSet<UInt128> _young = [];
    private HashSet<UInt128> _old = [];

    public void Add(string projectId, string requestId)
    {
        var hash = Hash(projectId, requestId);
        lock (_lock)
        {
            if (_young.Count >= mostPerGeneration)
                (_old, _young) = (_young, new HashSet<UInt128>(mostPerGeneration));
            _young.Add(hash);
        }
    }

    public bool Contains(string projectId, string requestId)
    {
        var hash = Hash(projectId, requestId);
        lock (_lock)
            return _young.Contains(hash) || _old.Contains(hash);
    }

    private static UInt128 Hash(string projectId, string requestId)
    {
        var hash = new XxHash128();
        hash.Append(MemoryMarshal.AsBytes(projectId.AsSpan()));
        hash.Append([0, 0]);
        hash.Append(MemoryMarshal.AsBytes(requestId.AsSpan()));
        return hash.GetCurrentHashAsUInt128();
    }
}
