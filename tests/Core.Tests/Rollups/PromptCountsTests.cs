using FsCheck.Xunit;
using LlmMonitor.Core.Rollups;
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
