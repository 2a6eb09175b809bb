using System.Numerics;
using System.Runtime.CompilerServices;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>
/// Literals by their letters: from where one may begin, a letter a step, until no literal goes on like this. Most words of a text are left after two or
/// three letters, and what those need stays in the processor's nearest cache: nodes are small and numbered breadth first.
/// </summary>
internal sealed class LiteralTrie
{
    /// <summary>No literal goes on so. The number of the root, to which nothing leads.</summary>
    public const int None = 0;

    private readonly ushort[] _roots = new ushort[char.MaxValue + 1]; // by letter
    private readonly bool[]? _inside; // by letter: whether a literal may begin with it inside a word
    private readonly Node[] _nodes; // the children of a node stand together, in the order of their letters
    private readonly Ends[] _ends; // by node
    private readonly int[] _numbers;

    public LiteralTrie(IEnumerable<TrieKey> keys)
    {
        var sorted = keys.OrderBy(key => key.Letters, StringComparer.Ordinal).ToArray();
        _numbers = [.. sorted.Select(key => key.Number)];
        foreach (var key in sorted)
        {
            Longest = Math.Max(Longest, key.Letters.Length);
            if (key.FreeStart)
                (_inside ??= new bool[char.MaxValue + 1])[key.Letters[0]] = true;
        }
        var most = 2 + sorted.Sum(key => key.Letters.Length);
        (_nodes, _ends) = (new Node[most], new Ends[most]);
        var (count, known) = (0, 1);
        // Each range of keys shares its first letters, which lead to a node.
        var open = new Queue<Range>();
        open.Enqueue(new Range(0, sorted.Length, 0, '\0'));
        for (; open.TryDequeue(out var range); count++)
        {
            var at = range.From;
            while (at < range.To && sorted[at].Letters.Length == range.Depth)
                at++;
            _ends[count] = new Ends(range.From, at - range.From);
            var (firstChild, leads) = (known, 0u);
            while (at < range.To)
            {
                var (letter, first) = (sorted[at].Letters[range.Depth], at);
                while (at < range.To && sorted[at].Letters[range.Depth] == letter)
                    at++;
                leads |= Bit(letter);
                if (range.Depth == 0)
                    _roots[letter] = (ushort)known;
                open.Enqueue(new Range(first, at, range.Depth + 1, letter));
                known++;
            }
            _nodes[count] = new Node(leads, firstChild, range.Letter, _ends[count].Count > 0);
        }
        _nodes[count] = new Node(0, known, '\0', HasEnds: false);
    }

    /// <summary>The most letters of a literal.</summary>
    public int Longest { get; }

    /// <summary>Whether some literal may begin inside a word.</summary>
    public bool HasInside => _inside is not null;

    public bool BeginsInside(char letter) => _inside is not null && _inside[letter];

    /// <returns>Where literals are that begin with this letter; <see cref="None"/> where none does.</returns>
    public int Begin(char letter) => _roots[letter];

    /// <returns>Where literals are that go on with this letter; <see cref="None"/> where none does.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int node, char letter)
    {
        ref readonly var from = ref _nodes[node];
        var bit = Bit(letter);
        if ((from.Leads & bit) == 0)
            return None;
        // Of a–z no two share a bit, and this is the child. Where others do, it may be any.
        var child = from.FirstChild + BitOperations.PopCount(from.Leads & (bit - 1));
        return _nodes[child].Letter == letter ? child : Among(node, letter);
    }

    private int Among(int node, char letter)
    {
        for (var child = _nodes[node].FirstChild; child < _nodes[node + 1].FirstChild; child++)
            if (_nodes[child].Letter == letter)
                return child;
        return None;
    }

    public bool HasEnds(int node) => _nodes[node].HasEnds;

    /// <summary>The numbers of the literals that end here.</summary>
    public ReadOnlySpan<int> EndsAt(int node)
    {
        var ends = _ends[node];
        return _numbers.AsSpan(ends.First, ends.Count);
    }

    private static uint Bit(char letter) => 1u << (letter & 31);

    /// <param name="Leads">Bits of the letters of its children.</param>
    private readonly record struct Node(uint Leads, int FirstChild, char Letter, bool HasEnds);

    private readonly record struct Ends(int First, int Count);

    // A class: of generic code over a structure of its own the runtime has nothing compiled beforehand.
    private sealed record Range(int From, int To, int Depth, char Letter);
}

/// <param name="Letters">One or more.</param>
/// <param name="Number">What is given back where they end.</param>
/// <param name="FreeStart">They may begin inside a word.</param>
internal sealed record TrieKey(string Letters, int Number, bool FreeStart);
