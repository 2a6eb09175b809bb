namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>Hits of one reading of a text; its memory is used again.</summary>
internal sealed class HitList
{
    private Hit[] _hits = new Hit[256];
    private int _count;
    private bool _isSorted = true;

    public ReadOnlySpan<Hit> Hits => _hits.AsSpan(0, _count);

    public void Clear() => (_count, _isSorted) = (0, true);

    public void Add(Hit hit)
    {
        if (_count == _hits.Length)
            Array.Resize(ref _hits, _count * 2);
        _isSorted &= _count == 0 || _hits[_count - 1].CompareTo(hit) <= 0;
        _hits[_count++] = hit;
    }

    public void Sort()
    {
        if (!_isSorted)
            Array.Sort(_hits, 0, _count);
        _isSorted = true;
    }
}
