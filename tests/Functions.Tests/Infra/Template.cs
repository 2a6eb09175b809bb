using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using LlmMonitor.Functions.Tests.Host;
using Xunit;

namespace LlmMonitor.Functions.Tests.Infra;

/// <summary>infra/main.bicep as Azure gets it: compiled once, with all its modules.</summary>
internal static class Template
{
    private static readonly string? Bicep = typeof(Template)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .SingleOrDefault(one => one.Key == "BicepPath")
        ?.Value;

    private static readonly Lazy<JsonNode> Compiled = new(() =>
        JsonNode.Parse(Run("build", Repository.PathOf("infra", "main.bicep"), "--stdout"))!
    );

    public static JsonNode Main
    {
        get
        {
            Assert.SkipUnless(File.Exists(Bicep), "Bicep is only restored on Linux (x64).");
            return Compiled.Value;
        }
    }

    /// <summary>The settings of the app, as the expression that computes them.</summary>
    public static string Settings => Module("app")["properties"]!["parameters"]!["settings"]!["value"]!.ToString();

    public static JsonNode Module(string name) => Main["resources"]![name]!;

    public static JsonNode TemplateOf(string module) => Module(module)["properties"]!["template"]!;

    public static IEnumerable<(string Name, JsonNode Template)> Modules() =>
        Main["resources"]!
            .AsObject()
            .Select(one => (one.Key, one.Value!["properties"]?["template"]))
            .Where(one => one.Item2 is not null)
            .Select(one => (one.Key, one.Item2!))
            .Append(("main", Main));

    /// <summary>The resources of a type, from whichever module.</summary>
    public static IEnumerable<JsonNode> Resources(string type) =>
        Modules()
            .SelectMany(module =>
                module.Template["resources"] switch
                {
                    JsonArray list => list.Select(one => one!),
                    JsonObject byName => byName.Select(one => one.Value!),
                    _ => [],
                }
            )
            .Where(resource => resource["type"]!.ToString() == type);

    private static string Run(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Bicep!, arguments) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return said;
    }
}
