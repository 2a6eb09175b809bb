namespace LlmMonitor.Functions.Demo;

/// <summary><c>--demo</c> or <c>--demo silent-update</c> on the command line.</summary>
internal static class DemoChoice
{
    public const string Day = "day";
    public const string SilentUpdate = "silent-update";
    private const string Switch = "--demo";

    /// <summary>Null where no demo was asked for.</summary>
    public static string? In(string[] args) =>
        Array.IndexOf(args, Switch) is not (>= 0 and var at) ? null
        : at + 1 < args.Length && !args[at + 1].StartsWith('-') ? args[at + 1]
        : Day;

    /// <summary>The other arguments: the configuration would take what follows a bare switch for its value.</summary>
    public static string[] Without(string[] args) =>
        Array.IndexOf(args, Switch) is not (>= 0 and var at) ? args
        : at + 1 < args.Length && !args[at + 1].StartsWith('-') ? [.. args[..at], .. args[(at + 2)..]]
        : [.. args[..at], .. args[(at + 1)..]];

    /// <summary>Fills the running app with the demo that was asked for.</summary>
    public static void FillDemo(this WebApplication app, string? choice)
    {
        switch (choice)
        {
            case null:
                return;
            case Day:
                app.FillDay();
                return;
            case SilentUpdate:
                app.FillSilentUpdate();
                return;
            default:
                throw new ArgumentException(
                    $"There is no demo '{choice}'. Use --demo for a day of calls, or --demo {SilentUpdate}.",
                    nameof(choice)
                );
        }
    }
}
