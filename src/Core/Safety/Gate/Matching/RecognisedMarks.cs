using LlmMonitor.Core.Privacy.Recognisers;
using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Gate.Matching;

/// <summary>Finds the patterns that name recognisers: secrets by their shape, personal data by their check digits.</summary>
internal static class RecognisedMarks
{
    public static void Look(ReadOnlySpan<char> text, PatternSet set, TextPlaces place, Span<Finding> found)
    {
        var isAsked = false;
        foreach (var number in set.Recognising)
            isAsked |= (set.Patterns[number].Source.In & place) != TextPlaces.None;
        if (!isAsked)
            return;
        var walk = new FindingWalk(text);
        while (walk.Next(out var one))
            foreach (var number in set.Recognising)
                if (found[number] != Finding.Found && Names(set.Patterns[number].Source, place, one.Mark!))
                    found[number] = IsExample(text[one.Start..one.End]) ? Finding.Excused : Finding.Found;
    }

    private static bool Names(SafetyPattern pattern, TextPlaces place, string mark)
    {
        if ((pattern.In & place) != TextPlaces.None)
            foreach (var wanted in pattern.Recognise)
                if (mark.AsSpan(1).StartsWith(wanted, StringComparison.Ordinal))
                    return true;
        return false;
    }

    /// <summary>Vendors' documentation says EXAMPLE in keys that open nothing.</summary>
    private static bool IsExample(ReadOnlySpan<char> secret) => secret.Contains("EXAMPLE", StringComparison.Ordinal);
}
