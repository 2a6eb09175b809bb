using System.Buffers;
using LlmMonitor.Core.Text;
using Xunit;

namespace LlmMonitor.Core.Tests.Text;

public class LongRunsTests
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");

    [Theory]
    [InlineData("", "")]
    [InlineData("abc", "")]
    [InlineData("abcd", "abcd")]
    [InlineData("abc abcd abc", "abcd")]
    [InlineData("abcdefghijk", "abcdefghijk")]
    [InlineData(".abcd.efgh.", "abcd efgh")]
    [InlineData("a.bcdef", "bcdef")]
    [InlineData("abcdef..", "abcdef")]
    public void Runs_of_four_and_more_are_found_whole(string text, string runs) => Assert.Equal(runs, string.Join(' ', Of(text)));

    [Fact]
    public void They_are_those_that_a_plain_walk_finds()
    {
        var dice = new Random(3);
        for (var round = 0; round < 2000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, dice.Next(80)).Select(_ => dice.Next(5) == 0 ? ' ' : 'x'));
            Assert.Equal(text.Split(' ').Where(run => run.Length >= 4), Of(text));
        }
    }

    private static List<string> Of(string text)
    {
        var found = new List<string>();
        for (var runs = new LongRuns(text, Letters, 4); runs.Next(out var run); )
            found.Add(text[run]);
        return found;
    }
}
