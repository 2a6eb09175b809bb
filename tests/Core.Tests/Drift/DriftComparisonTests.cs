using LlmMonitor.Core.Drift;
using Xunit;

namespace LlmMonitor.Core.Tests.Drift;

public class DriftComparisonTests
{
    private static readonly string[] Cities = ["Paris", "Lagos", "Lima", "Oslo", "Quito", "Hanoi", "Turin", "Accra"];

    private static ComparedText Plain(int i, Random dice, string? segment = null) =>
        new($"The answer is {Cities[dice.Next(Cities.Length)]}, with {dice.Next(1000)} reasons.", $"Which city is number {i}?", segment);

    private static ComparedText Chatty(int i, Random dice, string? segment = null) =>
        new(
            $"Sure! Here you go:\n\n- {Cities[dice.Next(Cities.Length)]}\n- {dice.Next(1000)} reasons!",
            $"Which city is number {i}?",
            segment
        );

    private static List<ComparedText> Draw(int seed, int count, Func<int, Random, ComparedText> make)
    {
        var dice = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => make(i, dice))];
    }

    private static List<ComparedText> WithoutPrompts(List<ComparedText> texts) => [.. texts.Select(text => text with { Prompt = null })];

    [Fact]
    public void Another_style_is_drift_and_what_moved_is_named()
    {
        var result = DriftComparison.Run(
            WithoutPrompts(Draw(1, 60, (i, dice) => Plain(i, dice))),
            WithoutPrompts(Draw(2, 60, (i, dice) => Chatty(i, dice))),
            0.01
        );

        Assert.True(result.Drift);
        Assert.True(result.PValue <= 0.01);
        Assert.Null(result.Unknown);
        Assert.Null(result.PromptShift);
        Assert.Contains(result.Features, feature => feature is { Name: "bullets", PAdjusted: <= 0.01, Effect: > 0.9 });
        Assert.StartsWith("Sure!", result.Examples[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_source_twice_is_no_drift()
    {
        var result = DriftComparison.Run(Draw(1, 60, (i, dice) => Plain(i, dice)), Draw(2, 60, (i, dice) => Plain(i, dice)), 0.01);

        Assert.False(result.Drift);
        Assert.True(result.PValue > 0.01);
        Assert.True(result.Paired);
    }

    [Fact]
    public void Answers_to_the_same_prompts_are_compared_in_pairs_in_whatever_order_they_come()
    {
        var current = Draw(2, 40, (i, dice) => Chatty(i, dice));
        current.Reverse();

        var result = DriftComparison.Run(Draw(1, 40, (i, dice) => Plain(i, dice)), current, 0.01);

        Assert.True(result is { Paired: true, Drift: true });
        Assert.All(result.Examples, example => Assert.Equal(current[example.Index].Text, example.Text));
    }

    [Fact]
    public void Too_few_texts_are_unknown_not_fine()
    {
        var result = DriftComparison.Run(Draw(1, 5, (i, dice) => Plain(i, dice)), Draw(2, 5, (i, dice) => Plain(i, dice)), 0.01);

        Assert.Null(result.PValue);
        Assert.False(result.Drift);
        Assert.Contains("at least", result.Unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_questions_are_not_taken_for_another_model()
    {
        static ComparedText Asked(ComparedText text, string prompt) => text with { Prompt = prompt };
        var baseline = Draw(1, 80, (i, dice) => Asked(Plain(i, dice), $"Which city has {dice.Next(100_000)} people?"));
        var current = Draw(2, 80, (i, dice) => Asked(Chatty(i, dice), $"Write bullet points! Topic: {dice.Next(100_000)}"));

        var result = DriftComparison.Run(baseline, current, 0.01);

        Assert.False(result.Drift);
        Assert.True(result.PromptShift!.PValue <= 0.01);
        Assert.Contains("The prompts differ", result.Unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void Within_known_segments_a_shift_of_their_mix_is_no_drift()
    {
        static ComparedText Mixed(int i, Random dice, double chatty) =>
            (dice.NextDouble() < chatty ? Chatty(i, dice, "chatty") : Plain(i, dice, "plain")) with
            {
                Prompt = null,
            };

        var result = DriftComparison.Run(
            Draw(1, 150, (i, dice) => Mixed(i, dice, 0.2)),
            Draw(2, 150, (i, dice) => Mixed(i, dice, 0.8)),
            0.01
        );

        Assert.False(result.Drift);
        Assert.True(result.PValue > 0.01);
    }
}
