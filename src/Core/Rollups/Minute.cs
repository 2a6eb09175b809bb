namespace LlmMonitor.Core.Rollups;

/// <summary>A whole minute of event time, the finest grain of a rollup. Counted from the Unix epoch, UTC.</summary>
public readonly record struct Minute(long Number) : IComparable<Minute>
{
    public const int PerQuarter = 15;
    public const int PerHour = 60;
    public const int PerDay = 1440;

    public DateTimeOffset Start => DateTimeOffset.FromUnixTimeSeconds(Number * 60);

    public DateOnly Day => DateOnly.FromDateTime(Start.UtcDateTime);

    /// <summary>0 to 23.</summary>
    public int Hour => (int)(Number / PerHour % 24);

    /// <summary>The quarter of an hour in which it lies: the finest step by which zones differ from UTC.</summary>
    public Minute Quarter => new(Number - Number % PerQuarter);

    public static Minute Of(DateTimeOffset time) => new(Math.DivRem(time.ToUnixTimeSeconds(), 60).Quotient);

    /// <summary>The first minute that does not start before this time.</summary>
    public static Minute AtOrAfter(DateTimeOffset time) => Of(time.AddTicks(TimeSpan.TicksPerMinute - 1));

    public static Minute FirstOf(DateOnly day) => Of(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));

    public static Minute Parse(DateOnly day, ReadOnlySpan<char> text) =>
        new(FirstOf(day).Number + int.Parse(text[..2]) * PerHour + int.Parse(text[2..4]));

    public Minute Plus(long minutes) => new(Number + minutes);

    public int CompareTo(Minute other) => Number.CompareTo(other.Number);

    public static bool operator <(Minute left, Minute right) => left.Number < right.Number;

    public static bool operator >(Minute left, Minute right) => left.Number > right.Number;

    public static bool operator <=(Minute left, Minute right) => left.Number <= right.Number;

    public static bool operator >=(Minute left, Minute right) => left.Number >= right.Number;

    /// <summary>The minute within its day: <c>0615</c>.</summary>
    public override string ToString() => $"{Hour:d2}{Number % PerHour:d2}";
}
