using FsCheck.Xunit;
using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Alerts;

public sealed class AlertRulesTests
{
    // Verdicts, one a minute: o ok, w warning, c critical, u unknown, - none; upper case (W C) under a silence, a acknowledged by somebody
    // in place of a verdict, + an hour passes. Said: F fired, E escalated, R repeated, X resolved, . nothing.
    [Theory]
    [InlineData("oooo", "....", null)]
    [InlineData("uuu", "...", null)]
    [InlineData("w", ".", AlertStanding.Pending)]
    [InlineData("wo", "..", null)]
    [InlineData("ww", ".F", AlertStanding.Firing)]
    [InlineData("wow", "...", AlertStanding.Pending)]
    [InlineData("wuw", "..F", AlertStanding.Firing)] // unknown neither counts nor clears
    [InlineData("c", "F", AlertStanding.Firing)]
    [InlineData("wc", ".F", AlertStanding.Firing)]
    [InlineData("cccccc", "F.....", AlertStanding.Firing)] // C3
    [InlineData("wwc", ".FE", AlertStanding.Firing)]
    [InlineData("cwcwc", "F....", AlertStanding.Firing)] // down is quiet, and up again is known
    [InlineData("coooo", "F....", AlertStanding.Firing)]
    [InlineData("cooooo", "F....X", AlertStanding.Resolved)]
    [InlineData("coooocooooo", "F.........X", AlertStanding.Resolved)] // one bad minute begins the count anew
    [InlineData("cuuuuuuuuuu", "F..........", AlertStanding.Firing)]
    [InlineData("cuouououo", "F........", AlertStanding.Firing)]
    [InlineData("cuouououoo", "F........X", AlertStanding.Resolved)]
    [InlineData("c+++c", "F....", AlertStanding.Firing)]
    [InlineData("c++++c", "F....R", AlertStanding.Firing)]
    [InlineData("ww++++w", ".F.....", AlertStanding.Firing)] // a warning does not repeat
    [InlineData("ca++++c", "F......", AlertStanding.Acknowledged)]
    [InlineData("waac", "...F", AlertStanding.Firing)] // nothing to acknowledge yet
    [InlineData("wwac", ".F.E", AlertStanding.Firing)] // worse than what was acknowledged
    [InlineData("caooooo", "F.....X", AlertStanding.Resolved)]
    [InlineData("cooooocc", "F....X..", AlertStanding.Firing)] // flapping: known again only after the cool-down
    [InlineData("cooooococcccccccccc", "F....X.........F...", AlertStanding.Firing)]
    [InlineData("cooooocooooo", "F....X......", AlertStanding.Resolved)] // it came and went unheard
    [InlineData("wwooooocc", ".F....XF.", AlertStanding.Firing)] // worse than before is told at once
    [InlineData("cooooo+c", "F....X.F", AlertStanding.Firing)] // a new alert
    [InlineData("CCC", "...", AlertStanding.Suppressed)]
    [InlineData("CCc", "..F", AlertStanding.Firing)] // the silence ends and it still fires
    [InlineData("CCu", "..F", AlertStanding.Firing)]
    [InlineData("Cooooo", "......", AlertStanding.Resolved)] // nobody knew of it
    [InlineData("cCooooo", "F.....X", AlertStanding.Resolved)] // who was told that it fires is told that it is over
    [InlineData("wwCc", ".F.E", AlertStanding.Firing)]
    [InlineData("c-", "F.", AlertStanding.Firing)]
    [InlineData("c+++-", "F...X", AlertStanding.Resolved)] // its subject is gone
    [InlineData("w+++-", ".....", null)]
    public void What_is_said_follows_from_what_was_seen(string seen, string said, AlertStanding? standing)
    {
        var (state, heard) = Run(seen);
        Assert.Equal(said, string.Concat(heard.Select(one => one.Letter)));
        Assert.Equal(standing, state?.Standing);
    }

    [Fact]
    public void A_window_that_counted_counts_no_second_time()
    {
        var warning = Samples.Verdict(VerdictState.Warning, Samples.Start);
        var first = AlertRules.Decide(null, warning, Samples.Start, AlertTiming.Default);
        var second = AlertRules.Decide(first.Next, warning, Samples.Start.AddSeconds(3), AlertTiming.Default);
        Assert.Same(first.Next, second.Next);
    }

    [Fact]
    public void A_window_that_ends_later_than_now_counts_once_a_minute()
    {
        var month = Samples.Verdict(VerdictState.Warning, Samples.Start.AddDays(7), "spend");
        var first = AlertRules.Decide(null, month, Samples.Start.AddSeconds(5), AlertTiming.Default);
        var same = AlertRules.Decide(first.Next, month, Samples.Start.AddSeconds(50), AlertTiming.Default);
        var next = AlertRules.Decide(same.Next, month, Samples.Start.AddSeconds(65), AlertTiming.Default);
        Assert.Equal((null, NoticeKind.Fired), (same.Notice?.Kind, next.Notice!.Kind));
    }

    [Fact]
    public void A_budget_speaks_at_once_and_never_repeats() // C12
    {
        var timing = AlertTiming.Of(Samples.Verdict(VerdictState.Warning, Samples.Start, "budget") with { IsExact = true });
        var kinds = new List<NoticeKind?>();
        AlertState? state = null;
        foreach (var hour in Enumerable.Range(0, 12))
        {
            var level = hour < 6 ? VerdictState.Warning : VerdictState.Critical;
            var now = Samples.Start.AddHours(hour);
            var decision = AlertRules.Decide(state, Samples.Verdict(level, now, "budget"), now, timing);
            state = decision.Next;
            kinds.Add(decision.Notice?.Kind);
        }
        Assert.Equal([NoticeKind.Fired, NoticeKind.Escalated], kinds.OfType<NoticeKind>());
    }

    [Fact]
    public void The_id_is_one_for_an_episode_and_another_for_the_next()
    {
        var (first, _) = Run("c");
        var (flapped, _) = Run("cooooocc");
        var (later, _) = Run("cooooo+c");
        var ids = new[] { first, flapped, later }.Select(state => AlertRules.IdOf("demo", state!)).ToList();
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
        Assert.NotEqual(ids[0], AlertRules.IdOf("other", first!));
        Assert.Equal(1, flapped!.Flaps);
    }

    [Property(MaxTest = 500)]
    public void Nobody_hears_the_same_twice_and_whoever_heard_of_it_hears_its_end(int[] chances)
    {
        const string Steps = "oooowwccuWCa+-";
        var (state, heard) = Run(string.Concat(chances.Select(chance => Steps[(int)((uint)chance % Steps.Length)])) + "-+++ooooo");
        Assert.True(state is null || !state.IsOpen);
        var open = false;
        DateTimeOffset told = default;
        foreach (var (letter, at) in heard.Where(one => one.Letter != '.'))
        {
            Assert.Equal(letter != 'F', open); // only what is open escalates, repeats or ends
            Assert.True(letter is 'F' or 'E' or 'X' || at - told >= AlertTiming.Default.RepeatAfter, $"repeated after {at - told}");
            (open, told) = (letter != 'X', at);
        }
        Assert.False(open);
    }

    private static (AlertState? State, List<(char Letter, DateTimeOffset At)> Heard) Run(string seen)
    {
        AlertState? state = null;
        var heard = new List<(char, DateTimeOffset)>();
        var now = Samples.Start;
        foreach (var step in seen)
        {
            now = now.AddMinutes(step == '+' ? 60 : 1);
            AlertNotice? notice = null;
            if (step == 'a')
                state = state is null ? null : AlertRules.Acknowledge(state, new(now, "key", null)) ?? state;
            else if (step == '-')
                (state, notice) = state is null ? new(null, null) : AlertRules.Miss(state, now, AlertTiming.Default);
            else if (step != '+')
                (state, notice) = AlertRules.Decide(
                    state,
                    Samples.Verdict(StateOf(step), now),
                    now,
                    AlertTiming.Default,
                    char.IsUpper(step)
                );
            heard.Add(
                (
                    notice is null ? '.'
                    : notice.Kind == NoticeKind.Resolved ? 'X'
                    : notice.Kind.ToString()[0],
                    now
                )
            );
        }
        return (state, heard);
    }

    private static VerdictState StateOf(char step) =>
        char.ToLowerInvariant(step) switch
        {
            'o' => VerdictState.Ok,
            'w' => VerdictState.Warning,
            'c' => VerdictState.Critical,
            _ => VerdictState.Unknown,
        };
}
