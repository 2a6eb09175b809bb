using FsCheck.Xunit;
using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics;

public class TopListTests
{
    private static readonly DateTimeOffset Noon = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);

    [Property(MaxTest = 300)]
    public bool Merging_in_any_order_and_grouping_gives_the_same_bytes(int[] a, int[] b, int[] c)
    {
        var (x, y, z) = (Items(a), Items(b), Items(c));
        var all = List([.. y, .. z, .. x]).ToBytes();
        var leftFirst = Merged(Merged(List(x), List(y)), List(z)).ToBytes();
        var rightFirst = Merged(Kept(List(z)), Kept(Merged(List(y), List(x)))).ToBytes();
        return all.SequenceEqual(leftFirst) && all.SequenceEqual(rightFirst);
    }

    [Property(MaxTest = 300)]
    public bool It_is_the_top_of_everything_that_was_added(int[] a, int[] b)
    {
        var all = Items(a).Concat(Items(b)).ToList();
        var expected = all.GroupBy(item => item.Id)
            .Select(same =>
                same.OrderByDescending(item => item.Score)
                    .ThenBy(item => item.Time)
                    .ThenBy(item => item.Second, StringComparer.Ordinal)
                    .First()
            )
            .OrderByDescending(item => item.Score)
            .ThenBy(item => item.Id, StringComparer.Ordinal)
            .Take(TopList.Capacity);
        return Merged(List(Items(a)), List(Items(b))).Items.SequenceEqual(expected);
    }

    [Fact]
    public void The_greatest_scores_stay_and_equal_ones_are_ordered_by_id()
    {
        var list = List(Enumerable.Range(0, 50).Select(i => new TopItem(i / 2, $"id-{i:D2}", null, Noon)));
        Assert.Equal(TopList.Capacity, list.Items.Count);
        Assert.Equal(["id-48", "id-49", "id-46", "id-47"], list.Items.Take(4).Select(item => item.Id));
    }

    [Fact]
    public void An_id_appears_once_with_its_greatest_score()
    {
        var list = List([new(5, "a", null, Noon), new(9, "b", null, Noon), new(10, "a", "later", Noon), new(1, "a", null, Noon)]);
        Assert.Equal([new(10, "a", "later", Noon), new(9, "b", null, Noon)], list.Items);
    }

    [Fact]
    public void Scores_may_pass_64_bits_and_times_are_kept_as_utc()
    {
        var dollars = Int128.Parse("123456789012345678901234567890");
        var item = Assert.Single(Kept(List([new(dollars, "a", "é", Noon.ToOffset(TimeSpan.FromHours(5)))])).Items);
        Assert.Equal(dollars, item.Score);
        Assert.Equal(TimeSpan.Zero, item.Time.Offset);
        Assert.Equal(Noon, item.Time);
    }

    [Fact]
    public void An_empty_list_is_two_bytes() => Assert.Equal([1, 0], new TopList().ToBytes());

    [Fact]
    public void Bytes_cut_short_or_too_long_are_refused_with_a_sentence()
    {
        var bytes = List(Items([1, 2, 3])).ToBytes();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Contains("not a top list", Refused(bytes[..length]));
        Assert.Contains("left over", Refused([.. bytes, 0]));
    }

    [Theory]
    [InlineData("0200", "version 2 is not known")]
    [InlineData("0115", "more than the 20")]
    [InlineData("01020202610000040261 0000", "not in order")]
    [InlineData("01020402610000020261 0000", "appears twice")]
    [InlineData("0101020261 00FFFFFFFFFFFFFFFF7F", "after the year 9999")]
    public void Bytes_that_are_no_list_are_refused_with_a_sentence(string hex, string sentence) =>
        Assert.Contains(sentence, Refused(Convert.FromHexString(hex.Replace(" ", ""))));

    private static string Refused(byte[] bytes) => Assert.Throws<FormatException>(() => TopList.FromBytes(bytes)).Message;

    // Few ids and scores, so that both meet often.
    private static TopItem[] Items(int[] seeds) =>
        [
            .. seeds
                .SelectMany(seed => Enumerable.Range(0, 5).Select(i => Math.Abs((long)seed * 31 + i * 7919)))
                .Select(n => new TopItem(n % 11 - 3, $"id-{n % 37}", n % 3 == 0 ? null : $"{n % 5}", Noon.AddSeconds(n % 4))),
        ];

    private static TopList List(IEnumerable<TopItem> items)
    {
        var list = new TopList();
        foreach (var item in items)
            list.Add(item);
        return list;
    }

    private static TopList Merged(TopList target, TopList other)
    {
        target.Merge(other);
        return target;
    }

    private static TopList Kept(TopList list) => TopList.FromBytes(list.ToBytes());
}
