namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>All literals of a pattern set, each once, and the automata that find them.</summary>
internal sealed class LiteralIndex
{
    public LiteralIndex(IReadOnlyList<Literal> literals)
    {
        Literals = [.. literals];
        Alphabet = new Alphabet(literals);
        Singles = [.. literals.Select(SingleOf)];
        Exact = new Automaton([.. literals.Select((literal, number) => (Alphabet.Of(literal.Letters), number))], Alphabet.Width);
        var latin = literals.Index().Where(entry => entry.Item.IsLatin).ToList();
        Single = new Automaton([.. latin.Select(entry => (Alphabet.Of(Singles[entry.Index]!.Letters), entry.Index))], Alphabet.Latin);
        Merged = new Automaton(
            [.. latin.Select(entry => (Alphabet.Of(string.Concat(entry.Item.Letters.Select(Disguise.Merged))), entry.Index))],
            Alphabet.Latin
        );
    }

    public Literal[] Literals { get; }

    public Alphabet Alphabet { get; }

    /// <summary>Finds literals as they are.</summary>
    public Automaton Exact { get; }

    /// <summary>Finds <see cref="Singles"/>.</summary>
    public Automaton Single { get; }

    /// <summary>Finds literals with letters that share a sign made one: <see cref="Disguise.Merged"/>.</summary>
    public Automaton Merged { get; }

    /// <summary>The literals without doubled letters; null where a literal is not Latin.</summary>
    public Literal?[] Singles { get; }

    private static Literal? SingleOf(Literal literal)
    {
        if (!literal.IsLatin)
            return null;
        var (letters, spaces) = (new List<char>(), 0UL);
        for (var at = 0; at < literal.Letters.Length; at++)
        {
            var isWordStart = (literal.Spaces >> at & 1) != 0;
            if (at > 0 && literal.Letters[at] == literal.Letters[at - 1] && !isWordStart)
                continue;
            spaces |= isWordStart ? 1UL << letters.Count : 0;
            letters.Add(literal.Letters[at]);
        }
        return literal with { Letters = new string([.. letters]), Spaces = spaces };
    }
}
