using System.Buffers;

namespace LlmMonitor.Core.Text;

/// <summary>Goes from one long run of characters of an alphabet to the next, and over all else in strides.</summary>
/// <param name="shortest">The fewest characters of a run, 1 or more.</param>
internal ref struct LongRuns(ReadOnlySpan<char> text, SearchValues<char> alphabet, int shortest)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <param name="run">A whole run: what stands before it and behind it is not of the alphabet.</param>
    public bool Next(out Range run)
    {
        while (_at + shortest <= _text.Length)
        {
            // No run of this length starts before the last stranger among so many characters.
            var stranger = _text.Slice(_at, shortest).LastIndexOfAnyExcept(alphabet);
            if (stranger >= 0)
            {
                _at += stranger + 1;
                continue;
            }
            var length = _text[_at..].IndexOfAnyExcept(alphabet);
            var end = length < 0 ? _text.Length : _at + length;
            run = _at..end;
            _at = end + 1;
            return true;
        }
        run = default;
        return false;
    }
}
