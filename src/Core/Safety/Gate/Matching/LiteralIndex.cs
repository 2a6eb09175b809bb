namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>All literals of a pattern set, each once, and the tries that find them.</summary>
internal sealed class LiteralIndex
{
    public LiteralIndex(IReadOnlyList<Literal> literals)
    {
        Literals = [.. literals];
        var keys = new LiteralKey[2 * Literals.Length];
        var count = Literals.Length;
        var (latin, merged, others) = (new List<TrieKey>(), new List<TrieKey>(), new List<TrieKey>());
        for (var number = 0; number < Literals.Length; number++)
        {
            var literal = Literals[number];
            keys[number] = LiteralKey.Of(literal, number);
            if (!literal.IsLatin)
            {
                others.Add(new TrieKey(literal.Letters, number, literal.FreeStart));
                continue;
            }
            latin.Add(new TrieKey(literal.Letters, number, literal.FreeStart));
            merged.Add(new TrieKey(Disguise.Merged(literal.Letters), number, literal.FreeStart));
            var single = literal.WithoutDoubles();
            if (single.Letters.Length < literal.Letters.Length)
            {
                latin.Add(new TrieKey(single.Letters, count, single.FreeStart));
                keys[count++] = LiteralKey.Of(single, number) with { IsWritten = false };
                keys[number] = keys[number] with { IsSingle = false };
            }
        }
        Keys = keys[..count];
        Latin = new LiteralTrie(latin);
        Merged = new LiteralTrie(merged);
        Others = new LiteralTrie(others);
    }

    public Literal[] Literals { get; }

    /// <summary>The literals by their numbers, and behind them what those with doubled letters are without.</summary>
    public LiteralKey[] Keys { get; }

    /// <summary>Finds the <see cref="Keys"/> of a–z alone.</summary>
    public LiteralTrie Latin { get; }

    /// <summary>Finds the literals of a–z with letters that share a sign made one: <see cref="Disguise.Merged(char)"/>.</summary>
    public LiteralTrie Merged { get; }

    /// <summary>Finds the literals that have a digit or a letter of another script, as they are.</summary>
    public LiteralTrie Others { get; }
}
