namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>
/// Finds all of many keys in one pass: one table look-up a letter, whatever the keys. Aho and Corasick, "Efficient string matching", CACM 18 (1975), with
/// the failure links worked into the table.
/// </summary>
internal sealed class Automaton
{
    public const int MostStates = ushort.MaxValue;

    private readonly int _width;
    private readonly ushort[] _next;
    private readonly int[] _firstEnd; // by state: where its ends begin in _ends; one more at the end
    private readonly int[] _ends;
    private readonly ushort[] _ending;
    private readonly ushort[] _shorter; // by state: the next shorter suffix at which a key ends

    /// <param name="keys">As codes from 1 to <paramref name="width"/> − 1, each with its number.</param>
    /// <exception cref="ArgumentException">The keys need more than <see cref="MostStates"/> states.</exception>
    public Automaton(IReadOnlyList<(ushort[] Codes, int Number)> keys, int width)
    {
        _width = width;
        var states = 1 + keys.Sum(key => key.Codes.Length);
        var table = new ushort[Math.Min(states, MostStates) * width];
        var endsOf = new List<List<int>?> { null };
        foreach (var (codes, number) in keys)
        {
            var state = 0;
            foreach (var code in codes)
            {
                ref var next = ref table[state * width + code];
                if (next == 0)
                {
                    if (endsOf.Count == MostStates)
                        throw new ArgumentException($"The literals have more than {MostStates} letters together.", nameof(keys));
                    next = (ushort)endsOf.Count;
                    endsOf.Add(null);
                }
                state = next;
            }
            (endsOf[state] ??= []).Add(number);
        }
        _next = table.AsSpan(0, endsOf.Count * width).ToArray();
        _shorter = new ushort[endsOf.Count];
        _firstEnd = new int[endsOf.Count + 1];
        var ends = new List<int>();
        for (var state = 0; state < endsOf.Count; state++)
        {
            _firstEnd[state] = ends.Count;
            ends.AddRange(endsOf[state] ?? []);
        }
        _firstEnd[^1] = ends.Count;
        _ends = [.. ends];
        _ending = new ushort[_shorter.Length];
        Link();
        for (var state = 1; state < _ending.Length; state++)
            _ending[state] = _firstEnd[state] < _firstEnd[state + 1] ? (ushort)state : _shorter[state];
    }

    public ushort Next(ushort state, ushort code) => _next[state * _width + code];

    /// <summary>The longest state, this one or a suffix of it, at which keys end; 0 where none does.</summary>
    public ushort Ending(ushort state) => _ending[state];

    public ushort Shorter(ushort state) => _shorter[state];

    public ReadOnlySpan<int> EndsAt(ushort state) => _ends.AsSpan(_firstEnd[state].._firstEnd[state + 1]);

    // Breadth first, so that the state behind a failure link is complete before it is read.
    private void Link()
    {
        var fails = new ushort[_shorter.Length];
        var ahead = new Queue<ushort>();
        for (var code = 1; code < _width; code++)
            if (_next[code] != 0)
                ahead.Enqueue(_next[code]);
        while (ahead.TryDequeue(out var state))
        {
            var fail = fails[state];
            _shorter[state] = _firstEnd[fail] < _firstEnd[fail + 1] ? fail : _shorter[fail];
            var (own, back) = (state * _width, fail * _width);
            for (var code = 1; code < _width; code++)
                if (_next[own + code] is var child and not 0)
                {
                    fails[child] = _next[back + code];
                    ahead.Enqueue(child);
                }
                else
                    _next[own + code] = _next[back + code];
        }
    }
}
