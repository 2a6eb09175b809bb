namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>The keys of an automaton as a tree of states, 0 being its root, and the failure links between them.</summary>
internal sealed class KeyTrie(int mostLetters)
{
    // As deep as this, where nearly all letters of ordinary text lead, every state has a row.
    private const int RowedDepth = 2;

    private readonly Node[] _nodes = new Node[Math.Min(1 + mostLetters, Automaton.MostStates)];
    private int _count = 1;

    /// <returns>The state at which the key ends.</returns>
    /// <exception cref="ArgumentException">There are too many states.</exception>
    public ushort Add(ushort[] codes)
    {
        ushort state = 0;
        foreach (var code in codes)
        {
            var child = Child(state, code);
            if (child == 0)
            {
                if (_count == Automaton.MostStates)
                    throw new ArgumentException($"The literals have more than {Automaton.MostStates} letters together.", nameof(codes));
                child = (ushort)_count++;
                _nodes[child] = new Node
                {
                    Code = code,
                    Sibling = _nodes[state].FirstChild,
                    Depth = (byte)Math.Min(_nodes[state].Depth + 1, byte.MaxValue),
                };
                _nodes[state].FirstChild = child;
            }
            state = child;
        }
        _nodes[state].IsEnd = true;
        return state;
    }

    /// <returns>All states, breadth first.</returns>
    public ushort[] Link()
    {
        var order = new ushort[_count];
        var known = 1;
        for (var done = 0; done < known; done++)
        {
            var state = order[done];
            for (var child = _nodes[state].FirstChild; child != 0; child = _nodes[child].Sibling)
            {
                ref var node = ref _nodes[child];
                node.Fail = state == 0 ? (ushort)0 : Follow(_nodes[state].Fail, node.Code);
                node.Shorter = _nodes[node.Fail].IsEnd ? node.Fail : _nodes[node.Fail].Shorter;
                order[known++] = child;
            }
        }
        return order;
    }

    public bool HasRow(ushort state) =>
        _nodes[state].Depth <= RowedDepth || (_nodes[state].FirstChild is var child and not 0 && _nodes[child].Sibling != 0);

    public bool IsEnd(ushort state) => _nodes[state].IsEnd;

    /// <summary>Whether a key ends here or at a suffix of this state.</summary>
    public bool HasEnds(ushort state) => _nodes[state].IsEnd || _nodes[state].Shorter != 0;

    public ushort FirstChild(ushort state) => _nodes[state].FirstChild;

    public ushort Sibling(ushort state) => _nodes[state].Sibling;

    public ushort Code(ushort state) => _nodes[state].Code;

    /// <summary>The longest suffix of this state that is one too.</summary>
    public ushort Fail(ushort state) => _nodes[state].Fail;

    /// <summary>The longest shorter suffix at which a key ends.</summary>
    public ushort Shorter(ushort state) => _nodes[state].Shorter;

    private ushort Follow(ushort state, ushort code)
    {
        while (true)
        {
            if (Child(state, code) is var child and not 0)
                return child;
            if (state == 0)
                return 0;
            state = _nodes[state].Fail;
        }
    }

    private ushort Child(ushort state, ushort code)
    {
        var child = _nodes[state].FirstChild;
        while (child != 0 && _nodes[child].Code != code)
            child = _nodes[child].Sibling;
        return child;
    }

    private struct Node
    {
        public ushort Code;
        public ushort FirstChild;
        public ushort Sibling;
        public ushort Fail;
        public ushort Shorter;
        public byte Depth;
        public bool IsEnd;
    }
}
