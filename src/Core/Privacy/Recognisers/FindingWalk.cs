using LlmMonitor.Core.Text;

namespace LlmMonitor.Core.Privacy.Recognisers;

/// <summary>Goes from one finding of the recognisers to the next, in time linear in the text.</summary>
internal ref struct FindingWalk(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;
    private int _from;
    private int _character = -1;
    private int _prefix = -1;
    private LongRuns _runs = new(text, SecretTokens.Any, SecretTokens.ShortestRun);
    private Range _run;

    /// <returns>False where nothing more is found. What is found has a mark, and nothing overlaps.</returns>
    public bool Next(out Found found)
    {
        while (true)
        {
            // Each is searched for again only when it was passed, or the search itself would not be linear.
            if (_character < _at)
                _character = Place(_at, _text[_at..].IndexOfAny(RecogniserList.Characters));
            if (_prefix < _at)
                _prefix = NextPrefix();
            var anchor = Math.Min(_character, _prefix);
            found = default;
            if (anchor == int.MaxValue)
                return false;
            var here =
                (anchor == _prefix ? SecretTokens.At(_text, anchor) : null)
                ?? (anchor == _character ? RecogniserList.AtCharacter(_text, anchor, _from) : null);
            _at = here?.End ?? anchor + 1;
            if (here is not { Mark: not null } marked)
                continue;
            _from = _at;
            found = marked;
            return true;
        }
    }

    // Each token holds a long run, and most texts have few: only around these is a prefix worth a look.
    private int NextPrefix()
    {
        do
        {
            var from = Math.Max(_at, _run.Start.Value - SecretTokens.LongestPrefix);
            var to = Math.Min(_text.Length, _run.End.Value + 1);
            if (from < to && _text[from..to].IndexOfAny(RecogniserList.Prefixes) is var found and >= 0)
                return from + found;
        } while (_runs.Next(out _run));
        return int.MaxValue;
    }

    private static int Place(int at, int found) => found < 0 ? int.MaxValue : at + found;
}
