using LlmMonitor.Core.Cost.Updates;

namespace LlmMonitor.Functions.Commands;

/// <summary><c>update-prices &lt;genai-prices.json&gt; [--into src/Core/Cost/prices] [--date yyyy-MM-dd]</c>: appends what is new, and never rewrites an old price.</summary>
internal static class UpdatePrices
{
    private const string Usage = "Use: update-prices <genai-prices.json> [--into src/Core/Cost/prices] [--date yyyy-MM-dd]";

    /// <summary>From the repository's root, and from src/Functions, where <c>dotnet run --project</c> puts a program.</summary>
    private static readonly string[] Folders =
    [
        Path.Combine("src", "Core", "Cost", "prices"),
        Path.Combine("..", "Core", "Cost", "prices"),
    ];

    public static int Run(string[] args)
    {
        var file = args.FirstOrDefault() is { } first && !first.StartsWith('-') ? first : throw new CommandException(Usage);
        var folder = Command.Option(args, "into") ?? Folders.FirstOrDefault(Directory.Exists) ?? Folders[0];
        if (!File.Exists(file))
            throw new CommandException($"There is no file {Path.GetFullPath(file)}. {Usage}");
        if (!Directory.Exists(folder))
            throw new CommandException($"There is no folder {Path.GetFullPath(folder)}. {Usage}");
        var date = Command.DateOption(args, "date") ?? DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var summary = PriceImport.Run(file, folder, date);
        foreach (var (word, models) in new[] { ("new", summary.Added), ("changed", summary.Changed), ("kept by hand", summary.KeptByHand) })
        foreach (var model in models)
            Console.WriteLine($"{word}: {model}");
        Console.WriteLine(
            $"{summary.Added.Count} new, {summary.Changed.Count} changed, {summary.KeptByHand.Count} kept by hand, {summary.Untouched} untouched."
        );
        return 0;
    }
}
