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

    public char[] Letters { get; private set; } = new char[4096];

    public Gap[] Gaps { get; private set; } = new Gap[4096];

    public int[] Words { get; private set; } = new int[4096];

    /// <summary>Filled by whoever knows the alphabet: the letters as its codes.</summary>
    public ushort[] Codes { get; private set; } = new ushort[4096];

    public int Count { get; private set; }

    /// <summary>Whether more text may follow, so that the last word need not be at its end.</summary>
    public bool IsOpen { get; set; }

    public void Clear()
    {
        Count = 0;
        IsOpen = false;
    }

    public void Add(char letter, Gap before, int word)
    {
        if (Count == Letters.Length)
            Grow();
        Letters[Count] = letter;
        Gaps[Count] = before;
        Words[Count++] = word;
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
        for (var at = 0; at <= Count; at++)
        {
            if (at < Count && Separation(at) != Gap.Sentence && StartsWord(at) && (at + 1 == Count || Separation(at + 1) != Gap.None))
            {
                run++;
                continue;
            }
            if (run >= FewestSpelled)
                for (var back = at - run; back < at; back++)
                    Gaps[back] |= Gap.Spelled;
            // A sentence that begins with a letter of its own may begin a run.
            run = at < Count && Separation(at) == Gap.Sentence && (at + 1 == Count || Separation(at + 1) != Gap.None) ? 1 : 0;
        }
    }

    private void Grow()
    {
        var size = Letters.Length * 2;
        (Letters, Gaps, Words, Codes) = (Resized(Letters, size), Resized(Gaps, size), Resized(Words, size), Resized(Codes, size));
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
