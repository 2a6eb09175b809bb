using System.Runtime.InteropServices;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>Hits of one reading of a text; its memory is used again.</summary>
internal sealed class HitList
{
    private ulong[] _packed = new ulong[256];
    private int _count;
    private bool _isSorted = true;

    public ReadOnlySpan<Hit> Hits => MemoryMarshal.Cast<ulong, Hit>(_packed.AsSpan(0, _count));

    public void Clear() => (_count, _isSorted) = (0, true);

    public void Add(Hit hit)
    {
        if (_count == _packed.Length)
            Array.Resize(ref _packed, _count * 2);
        _isSorted &= _count == 0 || _packed[_count - 1] <= hit.Packed;
        _packed[_count++] = hit.Packed;
    }

    public void Sort()
    {
        if (!_isSorted)
            Array.Sort(_packed, 0, _count);
        _isSorted = true;
    }
}
