using FsCheck.Xunit;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Rollups;

public sealed class PromptCountsTests
{
    private static readonly Minute First = Minute.Of(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Equal_prompts_of_several_minutes_are_counted_together_and_others_apart()
    {
        var minutes = new UserMinutes();
        for (var i = 0; i < 30; i++)
            minutes.Add(First.Plus(i % 3), default, 8);
        minutes.Add(First, default, 9);
        minutes.Add(First, default);
        Assert.Equal(30, minutes.Identical(First, First.Plus(3)));
        Assert.Equal(10, minutes.Identical(First.Plus(1), First.Plus(2)));
        Assert.Equal(0, minutes.Identical(First.Plus(3), First.Plus(9)));
    }

    [Fact]
    public void What_shares_its_group_with_another_prompt_is_not_counted()
    {
        var minutes = new UserMinutes();
        foreach (var prompt in new ulong[] { 8, 8, 8, 16, 3, 3 })
            minutes.Add(First, default, prompt);
        Assert.Equal(2, minutes.Identical(First, First.Plus(1)));
    }

    // Each group's number of calls, and least and greatest hash that take the most bytes.
    [Theory]
    [InlineData(1, 89)]
    [InlineData(64, 97)]
    [InlineData(8192, 105)]
    public void A_minute_of_a_user_takes_some_hundred_bytes_at_most(int pairs, int bytes)
    {
        var counts = new PromptCounts();
        for (var group = 0u; group < 8; group++)
        for (var i = 0; i < pairs; i++)
        {
            counts.Add((1u << 28) + group);
            counts.Add((uint.MaxValue - 7) + group);
        }
        var packed = new PackedWriter();
        counts.Pack(packed);
        Assert.Equal(bytes, packed.Length);
    }

    [Property]
    public void Merging_in_any_order_gives_the_same_bytes_and_reading_them_the_same_counts(ulong[] prompts, byte[] parts)
    {
        var split = new[] { new UserMinutes(), new UserMinutes(), new UserMinutes() };
        var whole = new UserMinutes();
        foreach (var (i, prompt) in prompts.Index())
        {
            var minute = First.Plus((long)(prompt % 3));
            whole.Add(minute, new Spend(1, 0, default), prompt);
            split[parts.Length == 0 ? 0 : parts[i % parts.Length] % 3].Add(minute, new Spend(1, 0, default), prompt);
        }
        foreach (var order in new int[][] { [0, 1, 2], [2, 0, 1], [1, 2, 0] })
        {
            var merged = new UserMinutes();
            foreach (var part in order)
                merged.Merge(UserMinutes.FromBytes(split[part].ToBytes()));
            Assert.Equal(whole.ToBytes(), merged.ToBytes());
        }
    }
}
