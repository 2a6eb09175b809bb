using LlmMonitor.Core.Safety.Gate.Normalising;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>
/// Looks for all literals in all views of a text: as it is written (spelled words included), backwards, rotated by thirteen letters, with digits and signs
/// read as letters, and with doubled letters read once. Each word is followed only as far as some literal goes with it; what only a digit, a sign or another
/// script can bring is looked for only near one.
/// </summary>
internal sealed class LiteralScan
{
    /// <summary>What reads forwards.</summary>
    public HitList Forward { get; } = new();

    /// <summary>What reads backwards; words are counted from the end.</summary>
    public HitList Backward { get; } = new();

    public HitList Rotated { get; } = new();

    /// <summary>Letters read and literals held against their words, of all texts so far: what the time is proportional to.</summary>
    public long Work { get; private set; }

    public void Run(LetterReader text, LiteralIndex index)
    {
        Forward.Clear();
        Backward.Clear();
        Rotated.Clear();
        var row = text.Plain;
        Look(row, index, index.Latin, 0, row.Count);
        for (var from = 0; NextOdd(row, from, index.Others.Longest, out var first, out var end); from = end)
            Look(row, index, index.Others, first, end);
        if (text.HasLetterLike)
            for (var from = 0; NextOdd(text.Disguised, from, index.Merged.Longest, out var first, out var end); from = end)
                LookBehindSigns(text.Disguised, index, first, end);
        Forward.Sort();
        Backward.Sort();
        Rotated.Sort();
    }

    private void Look(LetterBuffer row, LiteralIndex index, LiteralTrie trie, int first, int end)
    {
        foreach (var start in row.WordsIn(first, end))
            Forwards(start);
        if (end == row.Count && end > 0)
            Follow(row, index, trie, end - 1, -1, Reading.Written);
        var next = row.WordsIn(first + 1, end + 1);
        for (var word = next.Length - 1; word >= 0; word--)
            Follow(row, index, trie, next[word] - 1, -1, Reading.Written);
        if (!trie.HasInside)
            return;
        for (var at = first; at < end; at++)
            if (trie.BeginsInside(row.Letters[at]))
            {
                if (!row.StartsWord(at))
                    Forwards(at);
                if (!row.EndsWord(at))
                    Follow(row, index, trie, at, -1, Reading.Written);
            }

        void Forwards(int start)
        {
            if (Follow(row, index, trie, start, 1, Reading.Written))
                Follow(row, index, trie, start, 1, Reading.Single);
            Follow(row, index, trie, start, 1, Reading.Rotated);
        }
    }

    private void LookBehindSigns(LetterBuffer row, LiteralIndex index, int first, int end)
    {
        foreach (var start in row.WordsIn(first, end))
            Follow(row, index, index.Merged, start, 1, Reading.Merged);
        if (!index.Merged.HasInside)
            return;
        for (var at = first; at < end; at++)
            if (!row.StartsWord(at) && index.Merged.BeginsInside(Disguise.Merged(row.Letters[at])))
                Follow(row, index, index.Merged, at, 1, Reading.Merged);
    }

    /// <summary>The next stretch in which a literal can stand that has something else than a–z in it. Stretches do not overlap.</summary>
    private static bool NextOdd(LetterBuffer row, int from, int longest, out int first, out int end)
    {
        var reach = longest - 1;
        var letters = row.Letters.AsSpan(0, row.Count);
        (first, end) = (0, 0);
        var odd = reach < 0 ? -1 : letters[from..].IndexOfAnyExceptInRange('a', 'z');
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

    /// <summary>Goes letter by letter as long as some literal does, and notes those that end on the way.</summary>
    /// <returns>Whether a doubled letter was met.</returns>
    private bool Follow(LetterBuffer row, LiteralIndex index, LiteralTrie trie, int first, int step, Reading reading)
    {
        var letters = row.Letters.AsSpan(0, row.Count);
        var (node, at, length, spaces, doubled) = (trie.Begin(Read(letters[first], reading)), first, 1, 0UL, false);
        while (node != LiteralTrie.None)
        {
            if (reading == Reading.Single)
                while (at + 1 < letters.Length && letters[at + 1] == letters[at] && row.Separation(at + 1) == Gap.None)
                    at++;
            if (trie.HasEnds(node))
                Note(row, index, trie.EndsAt(node), new Stretch(first, at, step, spaces), reading);
            at += step;
            if ((uint)at >= (uint)letters.Length)
                break;
            // The gap before a letter stands at the letter; read backwards, at the one that was read before.
            var border = step > 0 ? at : at + 1;
            var gap = row.Separation(border);
            if (gap == Gap.None)
                doubled |= letters[at] == letters[at - step];
            else if (gap >= Gap.Space && !row.IsSpelled(border))
            {
                if (gap == Gap.Sentence)
                    break;
                spaces |= 1UL << length;
            }
            node = trie.Next(node, Read(letters[at], reading));
            length++;
        }
        Work += length;
        return doubled;
    }

    /// <summary>Of the literals with these letters those whose words these are as well.</summary>
    private void Note(LetterBuffer row, LiteralIndex index, ReadOnlySpan<int> numbers, Stretch stretch, Reading reading)
    {
        var (first, last, step, spaces) = stretch;
        var (starts, ends) = step > 0 ? (row.StartsWord(first), row.EndsWord(last)) : (row.EndsWord(first), row.StartsWord(last));
        Work += numbers.Length;
        foreach (var number in numbers)
        {
            ref readonly var key = ref index.Keys[number];
            if ((spaces & ~key.Spaces) != 0 || !(starts || key.FreeStart) || !(ends || key.FreeEnd))
                continue;
            var isMeant = reading switch
            {
                // Doubling only adds letters: "shot" is no disguise of "shoot", and what has just the literal's letters was found before.
                Reading.Single => key.IsSingle && last - first >= index.Keys[key.Literal].Length,
                Reading.Merged => Disguise.Hides(row.Letters.AsSpan(first, key.Length), index.Literals[number].Letters),
                _ => key.IsWritten,
            };
            if (!isMeant)
                continue;
            if (step > 0)
                (reading == Reading.Rotated ? Rotated : Forward).Add(new Hit(row.Words[first], row.Words[last], key.Literal));
            else
            {
                var lastWord = row.Words[row.Count - 1];
                Backward.Add(new Hit(lastWord - row.Words[first], lastWord - row.Words[last], key.Literal));
            }
        }
    }

    private static char Read(char letter, Reading reading) =>
        reading switch
        {
            Reading.Rotated => Disguise.Rotated(letter),
            Reading.Merged => Disguise.Merged(letter),
            _ => letter,
        };

    /// <summary>What a letter of the text is taken for.</summary>
    private enum Reading
    {
        /// <summary>Itself.</summary>
        Written,

        /// <summary>Itself, with those that double it.</summary>
        Single,

        /// <summary>The letter thirteen on.</summary>
        Rotated,

        /// <summary>The letter that a sign stands for.</summary>
        Merged,
    }

    /// <param name="Spaces">Bit i: a word begins at the i-th of the literal's letters.</param>
    private readonly record struct Stretch(int First, int Last, int Step, ulong Spaces);
}
