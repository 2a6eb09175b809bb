using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Alerts;

/// <summary>How patient an alert is. Verdicts come once a minute.</summary>
public sealed record AlertTiming
{
    /// <summary>Raised by the delivery itself where a channel refuses its messages.</summary>
    public const string DeliveryFailed = "delivery_failed";

    /// <summary>Bad verdicts in a row before a warning fires. Two, since one bad minute ends by itself more often than not.</summary>
    public int FireAfterWarnings { get; init; } = 2;

    /// <summary>Bad verdicts in a row before a critical alert fires. One: monitors hold back until they are sure.</summary>
    public int FireAfterCriticals { get; init; } = 1;

    /// <summary>Good verdicts in a row before it is resolved. More than to fire, so that a figure at its limit does not flap.</summary>
    public int ResolveAfterOks { get; init; } = 5;

    /// <summary>How long a critical alert that nobody acknowledged stays unspoken; null is for ever.</summary>
    public TimeSpan? RepeatAfter { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Firing again within this time after it was resolved goes on with the old alert, and is told only when this time has passed.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// After a message of a cause what else comes of it, and is no worse, waits for so long: alerts of neighbouring minutes are one message more, not one each.
    /// </summary>
    public TimeSpan GroupInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>An open alert of which no verdict came for so long is closed: its subject is gone.</summary>
    public TimeSpan CloseAfterSilence { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long a resolved alert is listed; its history stays.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromDays(7);

    public static AlertTiming Default { get; } = new();

    /// <summary>What is counted is true at the first look, and each level is told once.</summary>
    private static AlertTiming Exact { get; } =
        new()
        {
            FireAfterWarnings = 1,
            RepeatAfter = null,
            // A sum over an hour that slides about its limit is one alert; one of a fixed window ends with its window.
            ResolveAfterOks = 15,
            CoolDown = TimeSpan.Zero,
            GroupInterval = TimeSpan.Zero,
        };

    /// <summary>The monitor has waited itself.</summary>
    private static AlertTiming Sure { get; } = Default with { FireAfterWarnings = 1 };

    /// <summary>A refusal is a fact, and so is the next delivery that works; either may be long in coming.</summary>
    private static AlertTiming Deliveries { get; } =
        Default with
        {
            FireAfterWarnings = 1,
            RepeatAfter = null,
            ResolveAfterOks = 1,
            GroupInterval = TimeSpan.Zero,
            CloseAfterSilence = TimeSpan.FromDays(7),
        };

    public static AlertTiming Of(Verdict verdict) =>
        verdict.Rule == DeliveryFailed ? Deliveries
        : verdict.IsExact ? Exact
        : verdict.IsSure ? Sure
        : Default;
}
