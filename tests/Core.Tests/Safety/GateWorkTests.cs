using LlmMonitor.Core.Safety.Gate.Normalising;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety;

/// <summary>Steps are counted, not time. // S7</summary>
public class GateWorkTests
{
    private const int Length = 16 * 1024;

    [Theory]
    [InlineData("child ")]
    [InlineData("you should kill yourself ")]
    [InlineData("c h i l d p o r n ")]
    [InlineData("aIIIIIII")]
    [InlineData("k1ll y0urs3lf ")]
    [InlineData("&amp;amp;#37;256b")]
    [InlineData("<b><<a")]
    [InlineData("a\u0301\u0301")]
    [InlineData("make a bomb how to ")]
    public void Twice_the_text_is_at_most_twice_the_work(string unit)
    {
        var one = GateLooks.WorkOf(Repeat(unit, Length));
        var two = GateLooks.WorkOf(Repeat(unit, 2 * Length));
        Assert.True(two <= 2.1 * one + 1000, $"{one} steps became {two}.");
    }

    [Fact]
    public void No_random_text_breaks_the_gate()
    {
        var dice = new Random(5);
        string[] parts =
        [
            "child",
            "sexual",
            "&#",
            ";",
            "%",
            "%2",
            "\\u",
            "\\",
            "<",
            ">",
            "<b>",
            "\uD800",
            "\uDC00",
            "\u0301",
            "bomb",
            " ",
            ".",
            "\n\n",
            "1",
            "@",
            "I",
            "=",
            "QUJD",
            "å",
            "한",
            "\u202E",
        ];
        for (var round = 0; round < 3000; round++)
        {
            var text = string.Concat(
                Enumerable
                    .Range(0, dice.Next(60))
                    .Select(_ => dice.Next(4) > 0 ? parts[dice.Next(parts.Length)] : $"{(char)dice.Next(char.MaxValue)}")
            );
            Assert.True(GateLooks.WorkOf(text) <= 400 * (text.Length + 10), text);
        }
    }

    [Theory]
    [InlineData("&#107;ill", "kill")]
    [InlineData("&amp;#107;ill", "kill")]
    [InlineData("%6B%69ll", "kill")]
    [InlineData("%256Bill", "kill")]
    [InlineData("\\u006b\\u0069ll", "kill")]
    [InlineData("\\\\u006bill", "kill")]
    [InlineData("100 % sure & done \\o/", "100 % sure & done \\o/")]
    [InlineData("%F0%9F%92%A3 &bomb;", "💣 &bomb;")]
    public void Escapes_are_undone_however_deep(string text, string plain)
    {
        var letters = text.ToCharArray();
        Assert.Equal(plain, new string(letters, 0, Escapes.Undo(letters)));
    }

    private static string Repeat(string unit, int length) => string.Concat(Enumerable.Repeat(unit, length / unit.Length));
}
