using System.Text.Json;
using NCrontab;

namespace LlmMonitor.Functions.Host.Pump;

/// <summary>The folder whose direct sub-folders hold a <c>function.json</c> each.</summary>
public sealed record FunctionFolder(string Path);

/// <summary>One published <c>Name/function.json</c>, as the Functions host reads it.</summary>
public sealed record FunctionJson(string Name, IReadOnlyList<FunctionBinding> Bindings)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <summary>The binding that starts the function.</summary>
    public FunctionBinding Trigger => Bindings.Single(binding => binding.IsTrigger);

    /// <summary>Every function of the folder, by name, and a sentence for each that cannot be read.</summary>
    public static (IReadOnlyList<FunctionJson> Functions, IReadOnlyList<string> Faults) ReadAll(FunctionFolder folder)
    {
        var functions = new List<FunctionJson>();
        var faults = new List<string>();
        foreach (
            var path in Directory
                .EnumerateDirectories(folder.Path)
                .Select(sub => Path.Combine(sub, "function.json"))
                .Where(File.Exists)
                .Order()
        )
        {
            var name = Path.GetFileName(Path.GetDirectoryName(path)!);
            try
            {
                functions.Add(Read(name, File.ReadAllText(path)));
            }
            catch (FormatException fault)
            {
                faults.Add(fault.Message);
            }
        }
        return (functions, faults);
    }

    /// <exception cref="FormatException">The text is no function.json that we serve, with a sentence that says why.</exception>
    public static FunctionJson Read(string name, string text)
    {
        FunctionJson read;
        try
        {
            read = JsonSerializer.Deserialize<FunctionJson>(text, Format)! with { Name = name };
        }
        catch (JsonException fault)
        {
            throw new FormatException($"{name}/function.json is not JSON: {fault.Message}", fault);
        }
        var triggers = (read.Bindings ?? []).Where(binding => binding.IsTrigger).ToList();
        return triggers is [var trigger]
            ? trigger.Fault is { } fault2
                ? throw new FormatException($"{name}/function.json: {fault2}")
                : read
            : throw new FormatException($"{name}/function.json has {triggers.Count} triggers among its bindings: exactly one is needed.");
    }

    /// <summary>A six-field NCRONTAB expression, in UTC; null where it is none.</summary>
    public static CrontabSchedule? Schedule(string? expression) =>
        expression is null ? null : CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true });
}

/// <summary>A binding of a function.json; which of the values are set depends on <paramref name="Type"/>.</summary>
public sealed record FunctionBinding(
    string Type,
    string Direction,
    string Name,
    string? QueueName = null,
    string? Connection = null,
    string? Schedule = null,
    string? Route = null,
    string? AuthLevel = null,
    IReadOnlyList<string>? Methods = null
)
{
    public const string Queue = "queueTrigger";
    public const string Timer = "timerTrigger";
    public const string Http = "httpTrigger";

    public bool IsTrigger => Type?.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>What is wrong with this trigger, or null.</summary>
    public string? Fault =>
        Type switch
        {
            Queue when string.IsNullOrEmpty(QueueName) => "the queueTrigger needs a queueName.",
            Timer when FunctionJson.Schedule(Schedule) is null =>
                $"'{Schedule}' is no schedule of six fields (second minute hour day month weekday).",
            Queue or Timer or Http => null,
            _ => $"a {Type} is not served: use {Queue}, {Timer} or {Http}.",
        };
}
