namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>All literals of a pattern set, each once, and the automata that find them.</summary>
internal sealed class LiteralIndex
{
    public LiteralIndex(IReadOnlyList<Literal> literals)
    {
        Literals = [.. literals];
        Alphabet = new Alphabet(literals);
        var keys = literals.Select((literal, number) => LiteralKey.Of(literal, number)).ToList();
        var (latin, merged, others) = (new List<(ushort[], int)>(), new List<(ushort[], int)>(), new List<(ushort[], int)>());
        for (var number = 0; number < Literals.Length; number++)
        {
            var literal = Literals[number];
            if (!literal.IsLatin)
            {
                others.Add((Alphabet.Of(literal.Letters), number));
                continue;
            }
            latin.Add((Alphabet.Of(literal.Letters), number));
            merged.Add((Alphabet.Of(string.Concat(literal.Letters.Select(Disguise.Merged))), number));
            var single = literal.WithoutDoubles();
            if (single.Letters.Length < literal.Letters.Length)
            {
                latin.Add((Alphabet.Of(single.Letters), keys.Count));
                keys.Add(LiteralKey.Of(single, number) with { IsWritten = false });
                keys[number] = keys[number] with { IsSingle = false };
            }
        }
        Keys = [.. keys];
        Latin = new Automaton(latin, Alphabet.Latin);
        Merged = new Automaton(merged, Alphabet.Latin);
        Others = new Automaton(others, Alphabet.Width);
    }

    public Literal[] Literals { get; }

    /// <summary>The literals by their numbers, and behind them what those with doubled letters are without.</summary>
    public LiteralKey[] Keys { get; }

    public Alphabet Alphabet { get; }

    /// <summary>Finds the <see cref="Keys"/> of a–z alone.</summary>
    public Automaton Latin { get; }

    /// <summary>Finds the literals of a–z with letters that share a sign made one: <see cref="Disguise.Merged"/>.</summary>
    public Automaton Merged { get; }

    /// <summary>Finds the literals that have a digit or a letter of another script, as they are.</summary>
    public Automaton Others { get; }
}
