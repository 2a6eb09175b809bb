using System.Runtime.CompilerServices;
using LlmMonitor.Core.Safety.Gate.Normalising;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>
/// Looks for all literals in all views of a text: as it is written (spelled words included), backwards, rotated by thirteen letters, with digits and signs
/// read as letters, and with doubled letters read once. The first three are read side by side, since each waits for its table; what only a digit, a sign or
/// another script can bring is looked for only near one.
/// </summary>
internal sealed class LiteralScan
{
    private readonly LetterBuffer _single = new();
    private int[] _origins = new int[4096];

    /// <summary>What reads forwards.</summary>
    public HitList Forward { get; } = new();

    /// <summary>What reads backwards; words are counted from the end.</summary>
    public HitList Backward { get; } = new();

    public HitList Rotated { get; } = new();

    /// <summary>Letters read and places looked at, of all texts so far: what the time is proportional to.</summary>
    public long Work { get; private set; }

    public void Run(LetterReader text, LiteralIndex index)
    {
        Forward.Clear();
        Backward.Clear();
        Rotated.Clear();
        var row = text.Plain;
        if (row.Count == 0)
            return;
        Alphabet.OfLatin(row.Letters.AsSpan(0, row.Count), row.Codes);
        Straight(row, index, index.Latin, 0, row.Count);
        Doubled(row, index);
        for (var from = 0; NextOdd(row, from, out var first, out var end); from = end)
        {
            index.Alphabet.Of(row.Letters.AsSpan(first..end), row.Codes.AsSpan(first));
            Straight(row, index, index.Others, first, end);
        }
        if (text.HasLetterLike)
            for (var from = 0; NextOdd(text.Disguised, from, out var first, out var end); from = end)
                Signs(text.Disguised, index, first, end);
        Forward.Sort();
        Backward.Sort();
        Rotated.Sort();
    }

    /// <summary>The next stretch in which a literal can stand that has something else than a–z in it. Stretches do not overlap.</summary>
    private static bool NextOdd(LetterBuffer row, int from, out int first, out int end)
    {
        const int reach = Literal.MostLetters - 1;
        var letters = row.Letters.AsSpan(0, row.Count);
        (first, end) = (0, 0);
        var odd = letters[from..].IndexOfAnyExceptInRange('a', 'z');
        if (odd < 0)
            return false;
        odd += from;
        first = Math.Max(from, odd - reach);
        while (true)
        {
            end = Math.Min(row.Count, odd + 1 + 2 * reach);
            var next = letters[(odd + 1)..end].LastIndexOfAnyExceptInRange('a', 'z');
            if (next < 0)
                break;
            odd += 1 + next;
        }
        end = Math.Min(row.Count, odd + 1 + reach);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Straight(LetterBuffer row, LiteralIndex index, Automaton automaton, int first, int end)
    {
        var codes = row.Codes.AsSpan(first..end);
        var turned = index.Alphabet.Rotated;
        var (forward, backward, rotated) = ((ushort)0, (ushort)0, (ushort)0);
        for (var at = 0; at < codes.Length; at++)
        {
            forward = automaton.Next(forward, codes[at]);
            rotated = automaton.Next(rotated, turned[codes[at]]);
            backward = automaton.Next(backward, codes[^(at + 1)]);
            if (automaton.HasEnds(forward))
                Add(Forward, row, index.Keys, automaton, forward, first + at, 1);
            if (automaton.HasEnds(rotated))
                Add(Rotated, row, index.Keys, automaton, rotated, first + at, 1);
            if (automaton.HasEnds(backward))
                Add(Backward, row, index.Keys, automaton, backward, end - 1 - at, -1);
        }
        Work += codes.Length;
    }

    private void Add(HitList hits, LetterBuffer row, LiteralKey[] keys, Automaton automaton, ushort state, int at, int step)
    {
        for (var end = automaton.Ending(state); end != 0; end = automaton.Shorter(end))
            foreach (var number in automaton.EndsAt(end))
            {
                Work++;
                ref readonly var key = ref keys[number];
                var first = at - step * (key.Length - 1);
                if (!key.IsWritten || !key.StandsAt(row, first, step))
                    continue;
                var lastWord = row.Words[row.Count - 1];
                hits.Add(
                    step > 0
                        ? new Hit(row.Words[first], row.Words[at], key.Literal)
                        : new Hit(lastWord - row.Words[first], lastWord - row.Words[at], key.Literal)
                );
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Doubled(LetterBuffer row, LiteralIndex index)
    {
        Collapse(row);
        if (_single.Count == row.Count)
            return;
        var (single, state, count) = (index.Latin, (ushort)0, _single.Count);
        for (var at = 0; at < count; at++)
        {
            state = single.Next(state, _single.Codes[at]);
            if (!single.HasEnds(state))
                continue;
            for (var end = single.Ending(state); end != 0; end = single.Shorter(end))
                foreach (var number in single.EndsAt(end))
                {
                    Work++;
                    ref readonly var key = ref index.Keys[number];
                    var first = at - key.Length + 1;
                    // Doubling only adds letters: "shot" is no disguise of "shoot", and what has just the literal's letters was found before.
                    var written = (at + 1 < count ? _origins[at + 1] : row.Count) - _origins[first];
                    if (key.IsSingle && written > index.Keys[key.Literal].Length && key.StandsAt(_single, first, 1))
                        Forward.Add(new Hit(_single.Words[first], _single.Words[at], key.Literal));
                }
        }
        Work += count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Signs(LetterBuffer row, LiteralIndex index, int from, int to)
    {
        var (merged, state) = (index.Merged, (ushort)0);
        for (var at = from; at < to; at++)
        {
            state = merged.Next(state, Disguise.Code(row.Letters[at]));
            if (!merged.HasEnds(state))
                continue;
            for (var end = merged.Ending(state); end != 0; end = merged.Shorter(end))
                foreach (var number in merged.EndsAt(end))
                {
                    Work++;
                    ref readonly var key = ref index.Keys[number];
                    var first = at - key.Length + 1;
                    if (
                        Disguise.Hides(row.Letters.AsSpan(first, key.Length), index.Literals[number].Letters) && key.StandsAt(row, first, 1)
                    )
                        Forward.Add(new Hit(row.Words[first], row.Words[at], number));
                }
        }
        Work += to - from;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Collapse(LetterBuffer row)
    {
        _single.Clear();
        _single.IsOpen = row.IsOpen;
        if (_origins.Length < row.Count)
            _origins = new int[row.Letters.Length];
        for (var at = 0; at < row.Count; at++)
            if (at == 0 || row.Letters[at] != row.Letters[at - 1] || row.Separation(at) != Gap.None)
            {
                _origins[_single.Count] = at;
                _single.Add(row.Letters[at], row.Gaps[at], row.Words[at]);
                _single.Codes[_single.Count - 1] = row.Codes[at];
            }
    }
}
