namespace LlmMonitor.Core.Calls;

/// <summary>How much of anything a call may hold. A call over a limit is refused with the limit named; texts are cut and marked instead.</summary>
public static class CallLimits
{
    public const int CallsPerRequest = 1000;
    public const int BytesPerRequest = 8 * 1024 * 1024;
    public const int IdCharacters = 128;
    public const int NameCharacters = 256;
    public const int ErrorMessageCharacters = 500;
    public const int Tags = 32;
    public const int Gaps = 100_000;
    public const long Tokens = 1_000_000_000_000;
    public const int JsonDepth = 32;

    /// <summary>All texts of one call together, in UTF-16 characters.</summary>
    public const int TextCharacters = 1024 * 1024;

    /// <summary>A day; a longer call was measured wrongly.</summary>
    public const double Seconds = 86_400;

    /// <summary>How far a caller's clock may be ahead.</summary>
    public static TimeSpan ClockAhead { get; } = TimeSpan.FromMinutes(10);
}
