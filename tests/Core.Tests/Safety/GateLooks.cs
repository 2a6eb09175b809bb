using LlmMonitor.Core.Safety.Gate.Matching;
using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Tests.Safety;

/// <summary>What the built-in patterns say of a text.</summary>
internal static class GateLooks
{
    /// <returns>The strongest action and the pattern that asks for it; null where nothing was found.</returns>
    public static (PatternAction? Action, string? Pattern) At(string text, TextPlaces place = TextPlaces.Response, bool isOpen = false)
    {
        var set = BuiltInPatterns.Set;
        using var scan = TextScan.Rent();
        scan.Begin(set);
        scan.Look(text, set, place, isOpen);
        var found = set.Patterns.Where((_, number) => scan.Found[number] == Finding.Found).MaxBy(pattern => pattern.Action);
        return (found?.Action, found?.Source.Id);
    }

    public static bool Blocks(string text) => At(text).Action == PatternAction.Block;

    /// <summary>How many steps a text takes.</summary>
    public static long WorkOf(string text)
    {
        using var scan = TextScan.Rent();
        var before = scan.Work;
        scan.Begin(BuiltInPatterns.Set);
        scan.Look(text, BuiltInPatterns.Set, TextPlaces.Response);
        return scan.Work - before;
    }
}
