namespace LlmMonitor.Ingest;

/// <summary>The printed table: a figure, its target, and what the machine was doing.</summary>
internal static class Figures
{
    public static void Head(string what)
    {
        Console.WriteLine(
            $"{what}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, .NET {Environment.Version}"
        );
        Load();
    }

    /// <summary>What else ran: the load average of the last minute is 0 on an idle machine before a run.</summary>
    public static void Load() =>
        Console.WriteLine($"load {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?")}");

    public static void Row(string name, string figure, string? target = null) =>
        Console.WriteLine($"  {name, -58} {figure, 22}{(target is null ? "" : $"   target {target}")}");

    public static void Rate(string name, double perSecond, string? target = null) => Row(name, $"{perSecond:N0} /s", target);

    /// <summary>The value that a share of the sorted values does not exceed.</summary>
    public static double Quantile(this IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    public static double Median(this IEnumerable<double> values) => values.Quantile(0.5);
}
