using System.Numerics;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>
/// Finds all of many keys in one pass: one table look-up a letter, whatever the keys. Aho and Corasick, "Efficient string matching", CACM 18 (1975), with
/// the failure links worked into the table.
/// </summary>
internal sealed class Automaton
{
    public const int MostStates = ushort.MaxValue;

    private readonly int _shift; // a row of the table is a power of two long: for 27 codes one line of the processor's cache
    private readonly ushort[] _next;
    private readonly int[] _firstEnd; // by state: where its ends begin in _ends; one more at the end
    private readonly int[] _ends;
    private readonly ushort[] _ending;
    private readonly ushort[] _shorter; // by state: the next shorter suffix at which a key ends
    private readonly int _firstEnding; // states from here on end something

    /// <param name="keys">As codes from 1 to <paramref name="width"/> − 1, each with its number.</param>
    /// <exception cref="ArgumentException">The keys need more than <see cref="MostStates"/> states.</exception>
    public Automaton(IReadOnlyList<(ushort[] Codes, int Number)> keys, int width)
    {
        _shift = BitOperations.Log2((uint)width - 1) + 1;
        var trie = new ushort[Math.Min(1 + keys.Sum(key => key.Codes.Length), MostStates) << _shift];
        var (stops, count) = (new ushort[keys.Count], 1);
        for (var key = 0; key < keys.Count; key++)
        {
            var state = 0;
            foreach (var code in keys[key].Codes)
            {
                ref var next = ref trie[(state << _shift) + code];
                if (next == 0)
                {
                    if (count == MostStates)
                        throw new ArgumentException($"The literals have more than {MostStates} letters together.", nameof(keys));
                    next = (ushort)count++;
                }
                state = next;
            }
            stops[key] = (ushort)state;
        }
        var isEnd = new bool[count];
        foreach (var stop in stops)
            isEnd[stop] = true;
        var shorter = new ushort[count];
        var order = Link(trie, isEnd, shorter, width);
        var numbers = Renumber(order, state => isEnd[state] || shorter[state] != 0, out _firstEnding);

        _next = new ushort[count << _shift];
        _shorter = new ushort[count];
        _ending = new ushort[count];
        foreach (var state in order)
        {
            var number = numbers[state];
            for (var code = 0; code < width; code++)
                _next[(number << _shift) + code] = numbers[trie[(state << _shift) + code]];
            _shorter[number] = numbers[shorter[state]];
            _ending[number] = isEnd[state] ? number : _shorter[number];
        }
        _firstEnd = new int[count + 1];
        foreach (var stop in stops)
            _firstEnd[numbers[stop] + 1]++;
        for (var state = 0; state < count; state++)
            _firstEnd[state + 1] += _firstEnd[state];
        _ends = new int[keys.Count];
        var filled = new int[count];
        for (var key = 0; key < keys.Count; key++)
            _ends[_firstEnd[numbers[stops[key]]] + filled[numbers[stops[key]]]++] = keys[key].Number;
    }

    public ushort Next(ushort state, ushort code) => _next[(state << _shift) + code];

    /// <summary>Whether some key ends at this state.</summary>
    public bool HasEnds(ushort state) => state >= _firstEnding;

    /// <summary>The longest state, this one or a suffix of it, at which keys end; 0 where none does.</summary>
    public ushort Ending(ushort state) => _ending[state];

    public ushort Shorter(ushort state) => _shorter[state];

    public ReadOnlySpan<int> EndsAt(ushort state) => _ends.AsSpan(_firstEnd[state].._firstEnd[state + 1]);

    /// <returns>The states breadth first, so that the state behind a failure link is complete before it is read.</returns>
    private ushort[] Link(ushort[] next, bool[] isEnd, ushort[] shorter, int width)
    {
        var fails = new ushort[isEnd.Length];
        var order = new ushort[isEnd.Length];
        var known = 1;
        for (var done = 0; done < known; done++)
        {
            var state = order[done];
            var fail = fails[state];
            shorter[state] = isEnd[fail] ? fail : shorter[fail];
            var (own, back) = (state << _shift, fail << _shift);
            for (var code = 1; code < width; code++)
                if (next[own + code] is var child and not 0)
                {
                    fails[child] = state == 0 ? (ushort)0 : next[back + code];
                    order[known++] = child;
                }
                else if (state != 0)
                    next[own + code] = next[back + code];
        }
        return order;
    }

    /// <summary>States that end nothing first, so that one comparison tells them, and of each kind the shallow ones, which texts visit most.</summary>
    private static ushort[] Renumber(ushort[] order, Func<ushort, bool> hasEnds, out int firstEnding)
    {
        var numbers = new ushort[order.Length];
        var number = 0;
        foreach (var state in order)
            if (!hasEnds(state))
                numbers[state] = (ushort)number++;
        firstEnding = number;
        foreach (var state in order)
            if (hasEnds(state))
                numbers[state] = (ushort)number++;
        return numbers;
    }
}
