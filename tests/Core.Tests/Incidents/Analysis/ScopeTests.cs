using LlmMonitor.Core.Incidents.Analysis;
using Xunit;

namespace LlmMonitor.Core.Tests.Incidents.Analysis;

public class ScopeTests
{
    private static readonly DateTimeOffset At = Weeks.Start.AddHours(80);

    [Fact]
    public void The_one_segment_that_fails_is_named()
    {
        var slice = Assert.Single(Search(1, call => call.Segment == "s2" ? 0.3 : 0.03));
        Assert.Equal(new SliceTerm("segment", "s2"), Assert.Single(slice.Terms));
        Assert.InRange(slice.ExcessShare, 0.8, 1);
        Assert.InRange(slice.PAdjusted, 0, 0.01);
    }

    [Fact]
    public void Two_terms_are_named_where_only_both_together_fail()
    {
        var slice = Search(2, call => call is { Segment: "s2", Language: "de" } ? 0.6 : 0.03)[0];
        Assert.Equal([new SliceTerm("language", "de"), new SliceTerm("segment", "s2")], slice.Terms.OrderBy(term => term.Dimension));
    }

    [Fact]
    public void What_always_failed_more_is_no_finding() =>
        Assert.DoesNotContain(
            SliceSearch.Of(
                Sides.At(
                    Weeks.Outcomes(Weeks.Calls(3, 100, call => (call.Segment == "s1" ? 0.15 : 0.02) + (call.Time >= At ? 0.1 : 0))),
                    At,
                    At
                ),
                1
            ),
            slice => slice.Terms.Contains(new("segment", "s1"))
        );

    [Fact]
    public void What_is_everywhere_has_hardly_ever_a_slice()
    {
        var found = Enumerable.Range(0, 40).Count(seed => Search(seed, _ => 0.2).Count > 0);
        // One in a hundred is allowed.
        Assert.InRange(found, 0, 3);
    }

    [Fact]
    public void Where_nothing_rose_there_is_no_slice() => Assert.Empty(Search(5, _ => 0.03));

    private static IReadOnlyList<Slice> Search(int seed, Func<ObservedCall, double> since) =>
        SliceSearch.Of(Sides.At(Weeks.Outcomes(Weeks.Calls(seed, 100, call => call.Time >= At ? since(call) : 0.03)), At, At), 1);
}
