using Xunit;

namespace LlmMonitor.Core.Tests.Safety;

/// <summary>Texts that ought to be served: tests/vectors/safety/benign.txt, our own.</summary>
public class OrdinaryTextTests
{
    private const double MostBlocked = 0.002;
    private static readonly string[] NeverBlocked = ["refusals", "counselling"];

    [Fact]
    public void Ordinary_texts_are_served()
    {
        var texts = Texts().ToList();
        Assert.True(texts.Count >= 300);
        var blocked = texts
            .Where(text => GateLooks.Blocks(text.Text))
            .Select(text => $"{GateLooks.At(text.Text).Pattern}: {text.Text}")
            .ToList();
        Assert.True(blocked.Count <= texts.Count * MostBlocked, string.Join('\n', blocked));
    }

    [Fact]
    public void Refusals_and_help_are_never_blocked() =>
        Assert.Empty(Texts().Where(text => NeverBlocked.Contains(text.Area) && GateLooks.Blocks(text.Text)).Select(text => text.Text));

    [Theory] // S5
    [InlineData("Bombay is how to make a career in film, they say.")]
    [InlineData("How to make sure that mushrooms are not poisonous.")]
    [InlineData("Homosexual and heterosexual students remembered their childhood.")]
    [InlineData("The CSAMT conference shares links to talks; docsamp too.")]
    public void Words_that_only_contain_a_literal_are_other_words(string text) => Assert.Null(GateLooks.At(text).Action);

    // S4
    [Fact]
    public void A_long_text_is_no_likelier_to_be_blocked_than_its_sentences() =>
        Assert.Null(
            GateLooks
                .At(
                    string.Join(
                        ' ',
                        Enumerable.Repeat("Children played. The sexual health clinic opened. They make jam. A bomb was found.", 200)
                    )
                )
                .Action
        );

    private static IEnumerable<(string Area, string Text)> Texts()
    {
        var area = "";
        foreach (var line in File.ReadLines(Repository.PathOf("tests", "vectors", "safety", "benign.txt")))
            if (line.StartsWith("# ", StringComparison.Ordinal))
                area = line[2..];
            else if (line.Length > 0)
                yield return (area, line);
    }
}
