using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Tests.Cost.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Alerts;

/// <summary>24 hours of a chat product's traffic, 200 users, and a limit of $1 an hour for each.</summary>
public sealed class UserHoursTests // W2
{
    private const int Users = 200;
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 18, 15, 0, TimeSpan.Zero);

    [Fact]
    public void A_fixed_hour_flags_exactly_the_true_user_hours_once_each()
    {
        var hours = Day(TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata")); // Its hours begin at half past.
        var truth = hours.TrueFixed();
        Assert.InRange(truth.Count, 200, 2000);
        AssertTold(truth, hours.Told(new RuleWindow(RuleWindowKind.Hour, 0)));
    }

    [Fact]
    public void A_sliding_hour_flags_exactly_the_true_stretches_once_each()
    {
        var hours = Day(TimeZoneInfo.Utc);
        var truth = hours.TrueSliding();
        Assert.InRange(truth.Count, 100, 2000);
        AssertTold(truth, hours.Told(new RuleWindow(RuleWindowKind.Sliding, 60)));
    }

    private static void AssertTold(
        IReadOnlyList<(string User, DateTimeOffset At)> truth,
        IReadOnlyList<(NoticeKind Kind, string User, DateTimeOffset At)> told
    )
    {
        foreach (var kind in new[] { NoticeKind.Fired, NoticeKind.Resolved })
            Assert.Equal(truth, told.Where(one => one.Kind == kind).Select(one => (one.User, one.At)).Order());
        Assert.Equal(2 * truth.Count, told.Count);
    }

    /// <summary>The day rises and falls.</summary>
    private static UserHours Day(TimeZoneInfo zone)
    {
        var traffic = new Traffic("conv", 1, 322);
        var random = new Random(1);
        var calls = new List<(string, DateTimeOffset, decimal)>();
        for (var minute = 0; minute < 1440; minute++)
            foreach (var call in traffic.Minute(minute, 1 + 0.5 * Math.Sin(2 * Math.PI * minute / 1440)))
                calls.Add((UserHours.UserOf(random.NextDouble(), Users), Start.AddMinutes(minute + random.NextDouble()), call.Usd));
        return new UserHours(calls, 1, zone);
    }
}
