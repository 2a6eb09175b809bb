using LlmMonitor.Core.Safety.Gate.Patterns;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety;

public class BuiltInPatternsTests
{
    [Fact]
    public void The_built_in_patterns_have_no_fault() =>
        Assert.Empty(PatternSet.Compile(BuiltInPatterns.Files).Faults.Select(fault => $"{fault.Field} {fault.Message}"));

    [Fact]
    public void Each_pattern_finds_what_it_must_and_passes_over_what_it_must()
    {
        var faults = BuiltInPatterns
            .Files.SelectMany(file => PatternExamples.Faults(BuiltInPatterns.Set, file))
            .Select(fault => fault.Message);
        var all = string.Join('\n', faults);
        Assert.True(all.Length == 0, all);
    }

    [Fact]
    public void Each_pattern_has_examples_of_both_kinds() =>
        Assert.Empty(
            BuiltInPatterns.Set.All.Where(pattern => pattern.Match.Count == 0 || pattern.Pass.Count == 0).Select(pattern => pattern.Id)
        );

    [Fact]
    public void The_version_says_which_patterns_they_are()
    {
        Assert.Matches("^20[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9a-f]{8}$", BuiltInPatterns.Set.Version);
        Assert.Equal(BuiltInPatterns.Set.Version, PatternSet.Compile(BuiltInPatterns.Files).Set!.Version);
    }
}
