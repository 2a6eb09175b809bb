using System.Numerics;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>
/// Finds all of many keys in one pass, in time linear in the letters, whatever the keys. Aho and Corasick, "Efficient string matching", CACM 18 (1975).
/// States near the start and states where keys part have a row of a table, with the failure links worked in. The many others, on the way of one key, know
/// only their one letter and their link, so that all of it stays in the processor's cache.
/// </summary>
internal sealed class Automaton
{
    public const int MostStates = ushort.MaxValue;

    private readonly int _shift; // a row of the table is a power of two long
    private readonly ushort[] _rows;
    private readonly Step[] _steps; // of the states from _rowed on
    private readonly int _rowed;

    // States are numbered so that those at which keys end are together: the last ones with a row and the first ones without.
    private readonly int _firstEnding;
    private readonly int _ending;
    private readonly int[] _firstEnd; // by state: where its ends begin in _ends; one more at the end
    private readonly int[] _ends;
    private readonly ushort[] _longest; // by state: itself or the next shorter suffix at which a key ends
    private readonly ushort[] _shorter; // by state: the next shorter suffix at which a key ends

    /// <param name="keys">As codes from 1 to <paramref name="width"/> − 1, each with its number.</param>
    /// <exception cref="ArgumentException">The keys need more than <see cref="MostStates"/> states.</exception>
    public Automaton(IReadOnlyList<(ushort[] Codes, int Number)> keys, int width)
    {
        _shift = BitOperations.Log2((uint)width - 1) + 1;
        var trie = new KeyTrie(keys.Sum(key => key.Codes.Length));
        var stops = new ushort[keys.Count];
        for (var key = 0; key < stops.Length; key++)
            stops[key] = trie.Add(keys[key].Codes);
        var order = trie.Link();
        var numbers = new ushort[order.Length];
        var number = 0;
        Give(state => trie.HasRow(state) && !trie.HasEnds(state));
        _firstEnding = number;
        Give(state => trie.HasRow(state) && trie.HasEnds(state));
        _rowed = number;
        Give(state => !trie.HasRow(state) && trie.HasEnds(state));
        _ending = number - _firstEnding;
        Give(state => !trie.HasRow(state) && !trie.HasEnds(state));

        _rows = new ushort[_rowed << _shift];
        _steps = new Step[order.Length - _rowed];
        _shorter = new ushort[order.Length];
        _longest = new ushort[order.Length];
        // Breadth first, so that what a failure link leads to is complete.
        foreach (var state in order)
        {
            var (own, fail) = (numbers[state], numbers[trie.Fail(state)]);
            _shorter[own] = numbers[trie.Shorter(state)];
            _longest[own] = trie.IsEnd(state) ? own : _shorter[own];
            if (own < _rowed)
                for (ushort code = 1; code < width && state != 0; code++)
                    _rows[(own << _shift) + code] = Next(fail, code);
            else
                _steps[own - _rowed] = new Step(Step.NoCode, 0, fail);
            for (var child = trie.FirstChild(state); child != 0; child = trie.Sibling(child))
                if (own < _rowed)
                    _rows[(own << _shift) + trie.Code(child)] = numbers[child];
                else
                    _steps[own - _rowed] = new Step(trie.Code(child), numbers[child], fail);
        }
        _firstEnd = new int[order.Length + 1];
        foreach (var stop in stops)
            _firstEnd[numbers[stop] + 1]++;
        for (var state = 0; state < order.Length; state++)
            _firstEnd[state + 1] += _firstEnd[state];
        _ends = new int[stops.Length];
        var filled = new int[order.Length];
        for (var key = 0; key < stops.Length; key++)
            _ends[_firstEnd[numbers[stops[key]]] + filled[numbers[stops[key]]]++] = keys[key].Number;

        void Give(Func<ushort, bool> isMeant)
        {
            foreach (var state in order)
                if (isMeant(state))
                    numbers[state] = (ushort)number++;
        }
    }

    public ushort Next(ushort state, ushort code)
    {
        while (state >= _rowed)
        {
            ref readonly var step = ref _steps[state - _rowed];
            if (step.Code == code)
                return step.Next;
            state = step.Fail;
        }
        return _rows[(state << _shift) + code];
    }

    /// <summary>Whether some key ends at this state.</summary>
    public bool HasEnds(ushort state) => (uint)(state - _firstEnding) < (uint)_ending;

    /// <summary>The longest state, this one or a suffix of it, at which keys end; 0 where none does.</summary>
    public ushort Ending(ushort state) => _longest[state];

    public ushort Shorter(ushort state) => _shorter[state];

    public ReadOnlySpan<int> EndsAt(ushort state) => _ends.AsSpan(_firstEnd[state].._firstEnd[state + 1]);

    /// <summary>A state with one way on, or none.</summary>
    private readonly record struct Step(ushort Code, ushort Next, ushort Fail)
    {
        public const ushort NoCode = ushort.MaxValue;
    }
}
