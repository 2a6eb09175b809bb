using System.Runtime.CompilerServices;
using LlmMonitor.Core.Safety.Gate.Normalising;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>
/// Looks for all literals in all views of a text: as it is written (spelled words included), backwards, rotated by thirteen letters, with digits and signs
/// read as letters, and with doubled letters read once. Each view is one pass over the letters.
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
        index.Alphabet.Of(row.Letters.AsSpan(0, row.Count), row.Codes);
        Plain(row, index);
        Reversed(row, index);
        Rot13(row, index);
        Doubled(row, index);
        if (text.HasLetterLike)
            Signs(text.WithSigns, index);
        Forward.Sort();
        Backward.Sort();
        Rotated.Sort();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Plain(LetterBuffer row, LiteralIndex index)
    {
        var (exact, state, count) = (index.Exact, (ushort)0, row.Count);
        for (var at = 0; at < count; at++)
        {
            state = exact.Next(state, row.Codes[at]);
            for (var end = exact.Ending(state); end != 0; end = exact.Shorter(end))
                foreach (var number in exact.EndsAt(end))
                {
                    var first = at - index.Literals[number].Letters.Length + 1;
                    if (index.Literals[number].StandsAt(row, first, 1))
                        Forward.Add(new Hit(row.Words[first], row.Words[at], number));
                    Work++;
                }
        }
        Work += count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Reversed(LetterBuffer row, LiteralIndex index)
    {
        var (exact, state) = (index.Exact, (ushort)0);
        var lastWord = row.Words[row.Count - 1];
        for (var at = row.Count - 1; at >= 0; at--)
        {
            state = exact.Next(state, row.Codes[at]);
            for (var end = exact.Ending(state); end != 0; end = exact.Shorter(end))
                foreach (var number in exact.EndsAt(end))
                {
                    var first = at + index.Literals[number].Letters.Length - 1;
                    if (index.Literals[number].StandsAt(row, first, -1))
                        Backward.Add(new Hit(lastWord - row.Words[first], lastWord - row.Words[at], number));
                    Work++;
                }
        }
        Work += row.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rot13(LetterBuffer row, LiteralIndex index)
    {
        var (exact, state, count) = (index.Exact, (ushort)0, row.Count);
        for (var at = 0; at < count; at++)
        {
            state = exact.Next(state, Alphabet.Rotated(row.Codes[at]));
            for (var end = exact.Ending(state); end != 0; end = exact.Shorter(end))
                foreach (var number in exact.EndsAt(end))
                {
                    var first = at - index.Literals[number].Letters.Length + 1;
                    if (index.Literals[number].StandsAt(row, first, 1))
                        Rotated.Add(new Hit(row.Words[first], row.Words[at], number));
                    Work++;
                }
        }
        Work += count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Doubled(LetterBuffer row, LiteralIndex index)
    {
        Collapse(row);
        if (_single.Count == row.Count)
            return;
        var (single, state, count) = (index.Single, (ushort)0, _single.Count);
        for (var at = 0; at < count; at++)
        {
            state = single.Next(state, _single.Codes[at]);
            for (var end = single.Ending(state); end != 0; end = single.Shorter(end))
                foreach (var number in single.EndsAt(end))
                {
                    var (literal, folded) = (index.Literals[number], index.Singles[number]!);
                    var first = at - folded.Letters.Length + 1;
                    // Doubling only adds letters: "shot" is no disguise of "shoot", and what has just the literal's letters was found before.
                    var written = (at + 1 < count ? _origins[at + 1] : row.Count) - _origins[first];
                    if (written > literal.Letters.Length && folded.StandsAt(_single, first, 1))
                        Forward.Add(new Hit(_single.Words[first], _single.Words[at], number));
                    Work++;
                }
        }
        Work += count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Signs(LetterBuffer row, LiteralIndex index)
    {
        var (merged, state, count) = (index.Merged, (ushort)0, row.Count);
        for (var at = 0; at < count; at++)
        {
            var letter = Disguise.Merged(row.Letters[at]);
            state = merged.Next(state, char.IsAsciiLetterLower(letter) ? (ushort)(letter - 'a' + 1) : (ushort)0);
            for (var end = merged.Ending(state); end != 0; end = merged.Shorter(end))
                foreach (var number in merged.EndsAt(end))
                {
                    var literal = index.Literals[number];
                    var first = at - literal.Letters.Length + 1;
                    if (
                        Disguise.Hides(row.Letters.AsSpan(first, literal.Letters.Length), literal.Letters)
                        && literal.StandsAt(row, first, 1)
                    )
                        Forward.Add(new Hit(row.Words[first], row.Words[at], number));
                    Work++;
                }
        }
        Work += count;
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
                var code = row.Codes[at];
                _single.Add(row.Letters[at], row.Gaps[at], row.Words[at]);
                _single.Codes[_single.Count - 1] = code < Alphabet.Latin ? code : (ushort)0;
            }
    }
}
