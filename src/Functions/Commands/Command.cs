using System.Globalization;

namespace LlmMonitor.Functions.Commands;

/// <summary>
/// What the program does instead of serving: <c>dotnet run --project src/Functions -- &lt;command&gt; …</c>. Each is one line here.
/// </summary>
public static class Command
{
    /// <returns>The exit code; null where no command was asked for and the app is to be served.</returns>
    public static async Task<int?> RunAsync(string[] args)
    {
        try
        {
            return args.FirstOrDefault() switch
            {
                "update-prices" => UpdatePrices.Run(args[1..]),
                "export" => await MoveProject.ExportAsync(args[1..]),
                "import" => await MoveProject.ImportAsync(args[1..]),
                "rebuild" => await RebuildRollups.RunAsync(args[1..]),
                "health" => await CheckHealth.RunAsync(args[1..]),
                { } word when !word.StartsWith('-') && !word.Contains('=') => throw new CommandException(
                    $"There is no command '{word}'. Commands are export, health, import, rebuild and update-prices; without one the app is served."
                ),
                _ => null,
            };
        }
        catch (CommandException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 2;
        }
    }

    /// <summary>The value behind <c>--name</c>, or null.</summary>
    public static string? Option(string[] args, string name) =>
        Array.IndexOf(args, "--" + name) is var at and >= 0
            ? at + 1 < args.Length
                ? args[at + 1]
                : throw new CommandException($"--{name} needs a value.")
            : null;

    public static DateOnly? DateOption(string[] args, string name) =>
        Option(args, name) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : throw new CommandException($"--{name} must be a date such as 2026-11-23, not '{text}'.");
}
