using LlmMonitor.Core.Safety.Gate.Matching;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety;

public class LiteralTrieTests
{
    [Fact]
    public void From_each_place_of_a_text_it_finds_the_keys_that_begin_there()
    {
        var dice = new Random(4);
        // Letters that share the low bits of their codes among them: a, Б and 1 differ, p and 0 and Р do not.
        const string letters = "abp01Рб爆";
        for (var round = 0; round < 200; round++)
        {
            var keys = Enumerable.Range(0, dice.Next(1, 60)).Select(number => new TrieKey(Word(1, 6), number, false)).ToList();
            var trie = new LiteralTrie(keys);
            var text = Word(40, 80);
            for (var from = 0; from < text.Length; from++)
                Assert.Equal(
                    keys.Where(key => text.AsSpan(from).StartsWith(key.Letters)).Select(key => key.Number).Order(),
                    Found(trie, text, from).Order()
                );
        }

        string Word(int least, int most) =>
            string.Concat(Enumerable.Range(0, dice.Next(least, most)).Select(_ => letters[dice.Next(letters.Length)]));
    }

    [Fact]
    public void Without_keys_it_finds_nothing() => Assert.Empty(Found(new LiteralTrie([]), "abc", 0));

    private static List<int> Found(LiteralTrie trie, string text, int from)
    {
        var found = new List<int>();
        var node = trie.Begin(text[from]);
        for (var at = from; node != LiteralTrie.None; node = trie.Next(node, text[at]))
        {
            found.AddRange(trie.EndsAt(node));
            if (++at == text.Length)
                break;
        }
        return found;
    }
}
