using System.Numerics;

namespace LlmMonitor.Core.Safety.Gate.Normalising;

/// <summary>
/// A text as a row of letters: nothing but what can be part of a word, each with what separates it from the letter before it and with the number of its word.
/// </summary>
internal sealed class LetterBuffer
{
    /// <summary>What a new sentence adds to the number of a word: no distance between words of two sentences is small.</summary>
    public const int SentenceJump = 1000;

    private const int FewestSpelled = 3;
    private const Gap Width = Gap.Sentence; // the bits of the widths

    private int[] _starts = new int[4096];
    private int _startCount;

    public char[] Letters { get; private set; } = new char[4096];

    public Gap[] Gaps { get; private set; } = new Gap[4096];

    public int[] Words { get; private set; } = new int[4096];

    public int Count { get; private set; }

    /// <summary>The places from the first to before the end at which words start.</summary>
    public ReadOnlySpan<int> WordsIn(int first, int end)
    {
        var starts = _starts.AsSpan(0, _startCount);
        return starts[From(starts, first)..From(starts, end)];

        static int From(Span<int> starts, int place)
        {
            var at = starts.BinarySearch(place);
            return at < 0 ? ~at : at;
        }
    }

    /// <summary>Whether more text may follow, so that the last word need not be at its end.</summary>
    public bool IsOpen { get; set; }

    public void Clear()
    {
        (Count, _startCount) = (0, 0);
        IsOpen = false;
    }

    public void Add(char letter, Gap before, int word)
    {
        if (Count == Letters.Length)
            Grow(Count + 1);
        if (Count == 0 || before != Gap.None)
            _starts[_startCount++] = Count;
        Letters[Count] = letter;
        Gaps[Count] = before;
        Words[Count++] = word;
    }

    /// <summary>Adds the letters of a–z and A–Z that go on with a word, up to the first character that needs more thought.</summary>
    /// <param name="small">Whether the last character was a small letter: a capital I behind one may be an l.</param>
    /// <returns>How many were added.</returns>
    public int AddRest(ReadOnlySpan<char> text, int word, ref bool small)
    {
        if (Count + text.Length > Letters.Length)
            Grow(Count + text.Length);
        var letters = Letters.AsSpan(Count, text.Length);
        var gaps = Gaps.AsSpan(Count, text.Length);
        var words = Words.AsSpan(Count, text.Length);
        var added = 0;
        while (added < text.Length && char.IsAsciiLetter(text[added]) && !(small && text[added] == 'I'))
        {
            small = text[added] >= 'a';
            letters[added] = (char)(text[added] | 0x20);
            gaps[added] = Gap.None;
            words[added++] = word;
        }
        Count += added;
        return added;
    }

    /// <summary>Whether a word starts at this letter.</summary>
    public bool StartsWord(int at) => at == 0 || Separation(at) != Gap.None;

    /// <summary>Whether a word surely ends with this letter.</summary>
    public bool EndsWord(int at) => at + 1 == Count ? !IsOpen : Separation(at + 1) != Gap.None;

    public Gap Separation(int at) => Gaps[at] & Width;

    /// <summary>Whether this letter and the one before it are two of a word that is spelled out: k i l l.</summary>
    public bool IsSpelled(int at) => (Gaps[at] & Gaps[at - 1] & Gap.Spelled) != Gap.None;

    /// <summary>Marks runs of words of one letter each.</summary>
    public void MarkSpelled()
    {
        var run = 0;
        for (var word = 0; word <= _startCount; word++)
        {
            var at = word < _startCount ? _starts[word] : Count;
            var isSingle = word < _startCount && (word + 1 < _startCount ? _starts[word + 1] : Count) == at + 1;
            if (isSingle && Separation(at) != Gap.Sentence)
            {
                run++;
                continue;
            }
            if (run >= FewestSpelled)
                for (var back = at - run; back < at; back++)
                    Gaps[back] |= Gap.Spelled;
            // A sentence that begins with a letter of its own may begin a run.
            run = isSingle ? 1 : 0;
        }
    }

    private void Grow(int least)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)least);
        (Letters, Gaps, Words, _starts) = (Resized(Letters, size), Resized(Gaps, size), Resized(Words, size), Resized(_starts, size));
    }

    private static T[] Resized<T>(T[] array, int size)
    {
        Array.Resize(ref array, size);
        return array;
    }
}

/// <summary>What stands between two letters.</summary>
[Flags]
internal enum Gap : byte
{
    None = 0,
    Symbol = 1,
    Space = 2,
    Sentence = 3,

    /// <summary>The letter is one of a spelled word.</summary>
    Spelled = 4,
}
