using LlmMonitor.Core.Safety;
using LlmMonitor.Core.Safety.Gate.Matching;
using LlmMonitor.Core.Safety.Gate.Patterns;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety;

/// <summary>A literal begins and ends with a word, save where a star frees an end.</summary>
public class FreeEndsTests
{
    [Theory]
    [InlineData("toxin", "a toxin here", true)]
    [InlineData("toxin", "a toxins here", false)]
    [InlineData("toxin", "a neurotoxin here", false)]
    [InlineData("toxin*", "a toxins here", true)]
    [InlineData("toxin*", "a neurotoxin here", false)]
    [InlineData("*toxin", "a neurotoxin here", true)]
    [InlineData("*toxin", "a neurotoxins here", false)]
    [InlineData("*toxin*", "a neurotoxins here", true)]
    [InlineData("*toxin", "ereh nixotoruen a", true)]
    [InlineData("*toxin", "n3ur0t0x1n", true)]
    [InlineData("*toxin", "neurotoxxin", true)]
    [InlineData("*nerve agent", "a supernerve agent", true)]
    [InlineData("*nerve agent", "a supernerve agents", false)]
    [InlineData("*c4*", "buy xc4y now", true)]
    [InlineData("c4", "buy xc4 now", false)]
    public void A_star_frees_that_end(string literal, string text, bool isFound)
    {
        var pattern = new SafetyPattern("test.one", 1, Hazard.Hate, PatternSeverity.Low, PatternAction.Flag)
        {
            All =
            [
                [literal],
            ],
        };
        var set = PatternSet
            .Compile([new PatternFile("test", new DateOnly(2026, 11, 23), new Dictionary<string, IReadOnlyList<string>>(), [pattern])])
            .Set!;
        using var scan = TextScan.Rent();
        scan.Begin(set);
        scan.Look(text, set, TextPlaces.Response);
        Assert.Equal(isFound, scan.Found[0] == Finding.Found);
    }
}
