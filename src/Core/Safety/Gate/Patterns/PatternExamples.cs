using LlmMonitor.Core.Safety.Gate.Matching;

namespace LlmMonitor.Core.Safety.Gate.Patterns;

/// <summary>Holds patterns against their own examples.</summary>
public static class PatternExamples
{
    public static IEnumerable<PatternFault> Faults(PatternSet set, PatternFile file)
    {
        foreach (var (index, pattern) in file.Patterns.Index())
        {
            foreach (var text in pattern.Match.Where(text => !IsFound(set, pattern, text)))
                yield return new PatternFault($"patterns[{index}].match", $"{pattern.Id} does not find: {text}");
            foreach (var text in pattern.Pass.Where(text => IsFound(set, pattern, text)))
                yield return new PatternFault($"patterns[{index}].pass", $"{pattern.Id} finds: {text}");
        }
    }

    private static bool IsFound(PatternSet set, SafetyPattern pattern, string text)
    {
        var number = Array.FindIndex(set.Patterns, one => one.Source.Id == pattern.Id);
        if (number < 0)
            return false;
        using var scan = TextScan.Rent();
        scan.Begin(set);
        foreach (var place in new[] { TextPlaces.Prompt, TextPlaces.Response, TextPlaces.Context, TextPlaces.Tool })
            if ((pattern.In & place) != TextPlaces.None)
                scan.Look(text, set, place);
        return scan.Found[number] == Finding.Found;
    }
}
