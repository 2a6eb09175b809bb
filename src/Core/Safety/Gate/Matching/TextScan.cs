using System.Buffers;
using System.Collections.Concurrent;
using LlmMonitor.Core.Safety.Gate.Normalising;
using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>Looks through texts for patterns. Its memory is used again: take one with <see cref="Rent"/>, give it back by disposing.</summary>
internal sealed class TextScan : IDisposable
{
    // A text hidden in a text hidden in a text.
    private const int MostLayers = 3;
    private const int MostKept = 16;

    private static readonly ConcurrentBag<TextScan> Free = [];

    private readonly LetterReader _reader = new();
    private readonly LiteralScan _literals = new();
    private readonly CoOccurrence _groups = new();
    private Finding[] _found = [];

    /// <summary>Steps so far, of whatever kind.</summary>
    public long Work => _literals.Work + _groups.Work;

    /// <summary>By pattern, what was found since <see cref="Begin"/>.</summary>
    public ReadOnlySpan<Finding> Found => _found;

    public static TextScan Rent() => Free.TryTake(out var scan) ? scan : new TextScan();

    public void Begin(PatternSet set) => _found = new Finding[set.Patterns.Length];

    /// <param name="isOpen">More text may follow: a word at the end is not yet known to end there.</param>
    public void Look(ReadOnlySpan<char> text, PatternSet set, TextPlaces place, bool isOpen = false) =>
        Look(text, set, place, isOpen, MostLayers);

    public void Dispose()
    {
        if (Free.Count < MostKept)
            Free.Add(this);
    }

    private void Look(ReadOnlySpan<char> text, PatternSet set, TextPlaces place, bool isOpen, int layers)
    {
        if (text.IsEmpty)
            return;
        var plain = ArrayPool<char>.Shared.Rent(text.Length);
        var hidden = ArrayPool<char>.Shared.Rent(text.Length + 1);
        try
        {
            text.CopyTo(plain);
            var decoded = plain.AsSpan(0, Escapes.Undo(plain.AsSpan(0, text.Length)));
            RecognisedMarks.Look(decoded, set, place, _found);
            _reader.Read(decoded, isOpen);
            _literals.Run(_reader, set.Literals);
            _groups.Run(_literals.Forward.Hits, set, place, _found);
            _groups.Run(_literals.Backward.Hits, set, place, _found);
            _groups.Run(_literals.Rotated.Hits, set, place, _found);
            if (layers > 1 && EncodedParts.Decode(decoded, hidden) is var length and > 0)
                Look(hidden.AsSpan(0, length), set, place, isOpen: false, layers - 1);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(plain);
            ArrayPool<char>.Shared.Return(hidden);
        }
    }
}
