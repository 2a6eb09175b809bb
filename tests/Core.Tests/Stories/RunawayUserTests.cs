using LlmMonitor.Core.Tests.Cost.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Stories;

/// <summary>Spend goes wrong in the traffic of a chat product, and of a coding one.</summary>
public class RunawayUserTests
{
    private const int Users = 200;
    private const int Leap = 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void One_user_of_two_hundred_at_fifty_times_is_named_within_two_minutes_and_is_the_only_cause(int seed)
    {
        var traffic = new Traffic("conv", seed, 322) { Users = Users };
        var world = new SpendWorld(new(2023, 11, 16, 18, 15, 0, TimeSpan.Zero));
        var found = (int?)null;
        for (var minute = 0; minute < 60; minute++)
        {
            var isAway = minute is >= Leap and < Leap + 15;
            world.AddMinute(
                traffic.Minute(minute).Concat(isAway ? Enumerable.Range(0, 80).Select(_ => traffic.Call() with { User = "u42" }) : [])
            );
            var rings = SpendSpikeMonitorTests.Evaluate(world).Where(SpendSpikeMonitorTests.Rings).ToList();
            Assert.All(rings, verdict => Assert.Equal("spend:user:u42", verdict.Cause));
            if (rings.Exists(verdict => verdict.Subject == "user:u42"))
            {
                found ??= minute + 1 - Leap;
                Assert.Equal("u42", (string)rings[0].Evidence!["by_user"]![0]!["key"]!);
            }
            else
                Assert.False(minute is > Leap and < Leap + 15, $"silent in minute {minute}");
        }
        Assert.InRange(found!.Value, 1, 2);
        Assert.DoesNotContain(SpendSpikeMonitorTests.Evaluate(world), SpendSpikeMonitorTests.Rings);
    }

    [Theory]
    [InlineData("conv", 322, 2)]
    [InlineData("code", 152, 5)] // a quarter of its minutes are empty, and ten times nothing is nothing
    public void Ten_times_the_spend_of_the_hour_is_found_within_two_minutes(string shape, double callsPerMinute, int slowest)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var traffic = new Traffic(shape, seed, callsPerMinute) { Users = Users };
            var world = new SpendWorld(new(2023, 11, 16, 18, 15, 0, TimeSpan.Zero));
            var found = (int?)null;
            for (var minute = 0; minute < 66 && found is null; minute++)
            {
                world.AddMinute(traffic.Minute(minute, minute >= 60 ? 10 : 1));
                var rings = SpendSpikeMonitorTests.Evaluate(world).Any(SpendSpikeMonitorTests.Rings);
                Assert.False(rings && minute < 60);
                found = rings ? minute - 59 : null;
            }
            Assert.InRange(found ?? 99, 1, slowest);
        }
    }

    [Theory]
    [InlineData("conv", 30)]
    [InlineData("code", 30)]
    [InlineData("agents", 30)]
    public void A_quiet_day_is_quiet(string shape, double callsPerMinute)
    {
        var traffic = new Traffic(shape, 11, callsPerMinute) { Users = Users };
        var world = new SpendWorld(new(2023, 11, 16, 18, 15, 0, TimeSpan.Zero)) { HasHistory = true };
        for (var minute = 0; minute < 1440; minute++)
        {
            world.AddMinute(traffic.Minute(minute));
            Assert.DoesNotContain(SpendSpikeMonitorTests.Evaluate(world), SpendSpikeMonitorTests.Rings);
        }
    }
}
