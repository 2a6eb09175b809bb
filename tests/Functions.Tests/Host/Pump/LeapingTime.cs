using Microsoft.Extensions.Time.Testing;

namespace LlmMonitor.Functions.Tests.Host.Pump;

/// <summary>Time that stands still, and leaps over a pause of one certain length as soon as somebody begins it.</summary>
public sealed class LeapingTime(TimeSpan pause) : FakeTimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime == pause)
            _ = Task.Run(() => Advance(pause));
        return timer;
    }
}
