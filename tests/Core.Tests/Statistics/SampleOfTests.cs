using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics;

public class SampleOfTests
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 20_000).Select(i => $"req-{i}")];

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.1, 1850, 2150)]
    [InlineData(0.5, 9700, 10300)]
    [InlineData(1, 20_000, 20_000)]
    public void A_share_takes_about_its_share(double share, int least, int most) =>
        Assert.InRange(Ids.Count(id => SampleOf.Id(id, share)), least, most);

    [Fact]
    public void A_larger_share_holds_the_whole_of_a_smaller_one() =>
        Assert.All(Ids.Where(id => SampleOf.Id(id, 0.1)), id => Assert.True(SampleOf.Id(id, 0.2)));

    [Fact]
    public void An_id_has_the_same_place_on_every_machine() => Assert.Equal(0.770129348712026, SampleOf.PlaceOf("req-1"), 14);
}
