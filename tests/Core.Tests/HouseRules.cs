using System.Text;
using System.Text.RegularExpressions;
using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests;

/// <summary>What every file is held to. A test that fails here says what to do.</summary>
public class HouseRules
{
    private const int MostLines = 300;
    private const int MostFiles = 12;

    private static readonly string[] NotOurs =
    [
        "bin",
        "obj",
        "node_modules",
        ".git",
        ".ci",
        ".vs",
        ".idea",
        "TestResults",
        "artifacts",
        "BenchmarkDotNet.Artifacts",
    ];

    private const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;
    private static readonly Regex Property = new(@"public\s+(required\s+)?[\w<>?\[\],. ]+\s(?<name>\w+)\s*\{\s*get;", Plain);
    private static readonly Regex FunctionType = new(@"\bclass\s+(?<name>\w+)[^{;]*:[^{;]*\bIFunction\b", Plain);
    private static readonly Regex MonitorType = new(@"\bclass\s+(?<name>\w+Monitor)\b[^{;]*:[^{;]*\bIMonitor\b", Plain);

    [Fact]
    public void Rooms_look_downwards_only() =>
        AssertNone(Sources("src/Core").SelectMany(file => Storeys.Faults(file.Path["src/Core/".Length..], file.Text)));

    [Theory]
    [InlineData("Cost/CostReport.cs", "using LlmMonitor.Core.Money;", null)]
    [InlineData("Calls/CallStore.cs", "using LlmMonitor.Core.Storage;", null)]
    [InlineData("Privacy/TextRedaction.cs", "using LlmMonitor.Core.Calls;", null)]
    [InlineData("Privacy/Recognisers/Iban.cs", "namespace LlmMonitor.Core.Privacy.Recognisers;", null)]
    [InlineData("Catalogue.cs", "using LlmMonitor.Core.Reports;", null)]
    [InlineData("Cost/CostReport.cs", "using LlmMonitor.Core.Latency;", "looks at Latency, which lies on the same storey")]
    [InlineData("Calls/CallStore.cs", "using LlmMonitor.Core.Privacy;", "looks at Privacy, which lies on the same storey")]
    [InlineData("Statistics/Cusum.cs", "using LlmMonitor.Core.Money;", "looks at Money, which lies on the same storey")]
    [InlineData("Calls/CallStore.cs", "LlmMonitor.Core.Cost.PriceTable table;", "looks at Cost, which lies above")]
    [InlineData("Helpers/Strings.cs", "", "src/Core/Helpers has no storey. Place the room")]
    [InlineData("Strings.cs", "", "lies in no room")]
    public void A_look_upwards_or_sideways_is_named(string path, string source, string? fault)
    {
        var faults = Storeys.Faults(path, source).ToList();
        if (fault is null)
            Assert.Empty(faults);
        else
            Assert.Contains(fault, Assert.Single(faults));
    }

    [Fact]
    public void Core_knows_neither_Azure_nor_a_web_server() =>
        AssertNone(
            typeof(QuantileSketch)
                .Assembly.GetReferencedAssemblies()
                .Where(name =>
                    name.Name!.StartsWith("Azure.", StringComparison.Ordinal)
                    || name.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                )
                .Select(name =>
                    $"Core references {name.Name}. Move what needs it to the room of the same name in src/Functions, behind a seam."
                )
        );

    [Fact]
    public void No_source_file_is_too_long_to_read() =>
        AssertNone(
            Sources("src")
                .Concat(Sources("tests"))
                .Concat(Sources("bench"))
                .Select(file => (file.Path, Lines: file.Text.Count(character => character == '\n')))
                .Where(file => file.Lines > MostLines)
                .Select(file => $"{file.Path} has {file.Lines} lines, over {MostLines}. Ask what its two subjects are, and cut there.")
        );

    [Fact]
    public void No_room_is_too_full() =>
        AssertNone(
            Sources("src")
                .GroupBy(file => Path.GetDirectoryName(file.Path)!)
                .Where(folder => folder.Count() > MostFiles)
                .Select(folder =>
                    $"{folder.Key} has {folder.Count()} files, over {MostFiles}. Give one of its subjects a folder inside the room."
                )
        );

    [Fact]
    public void Every_option_stands_in_the_reference()
    {
        var page = Repository.PathOf("docs", "reference", "configuration.md");
        Assert.SkipUnless(File.Exists(page), "docs/reference/configuration.md does not exist yet.");
        var words = Regex.Split(File.ReadAllText(page), @"\W+", Plain).ToHashSet(StringComparer.Ordinal);
        AssertNone(
            Sources("src")
                .Where(file => file.Path.EndsWith("Options.cs", StringComparison.Ordinal))
                .SelectMany(file => Property.Matches(file.Text).Select(match => (file.Path, Name: match.Groups["name"].Value)))
                .Where(option => !words.Contains(option.Name))
                .Select(option =>
                    $"{option.Path}: {option.Name} is missing in docs/reference/configuration.md. Write its default, range, unit and why."
                )
        );
    }

    [Fact]
    public void No_file_points_out_of_the_repository()
    {
        // Put together here, or this file would name them.
        string[] outside = ["../" + "shared", "/" + "work/"];
        AssertNone(
            from path in Files(Repository.Root)
            let text = File.ReadAllText(path, Encoding.Latin1)
            from place in outside
            where text.Contains(place, StringComparison.Ordinal)
            select $"{Relative(path)} contains {place}, which nobody else has. Take what is needed into the repository, or take the folder as an argument."
        );
    }

    [Fact]
    public void Every_queue_and_timer_binding_has_its_code_and_all_code_its_binding()
    {
        var bindings = Files(Repository.PathOf("src", "Functions"))
            .Where(path => path.EndsWith(".function.json", StringComparison.Ordinal))
            .ToList();
        // HTTP functions are routes of the app and have no type of their own.
        var withoutCode = bindings
            .Where(path => !File.ReadAllText(path).Contains("httpTrigger", StringComparison.Ordinal))
            .Where(path => !File.Exists(path.Replace(".function.json", ".cs", StringComparison.Ordinal)))
            .Select(path => $"{Relative(path)} has no code. Write the type of that name in a file beside it, or delete the binding.");
        var withoutBinding = Sources("src/Functions")
            .SelectMany(file => FunctionType.Matches(file.Text).Select(match => (file.Path, Name: match.Groups["name"].Value)))
            .Select(type => (type.Path, Binding: $"{Path.GetDirectoryName(type.Path)!.Replace('\\', '/')}/{type.Name}.function.json"))
            .Where(type => !File.Exists(Repository.PathOf(type.Binding)))
            .Select(type => $"{type.Path} is never triggered. Write {type.Binding}, or delete the type.");
        AssertNone(withoutCode.Concat(withoutBinding));
    }

    [Fact]
    public void Every_monitor_has_its_page_and_its_tests()
    {
        var tests = Sources("tests").Select(file => Path.GetFileName(file.Path)).ToHashSet(StringComparer.Ordinal);
        AssertNone(
            Sources("src/Core")
                .SelectMany(file => MonitorType.Matches(file.Text).Select(match => match.Groups["name"].Value))
                .Select(name => (Name: name, File: $"docs/monitors/{PageName(name)}.md"))
                .SelectMany(monitor =>
                    new[]
                    {
                        File.Exists(Repository.PathOf(monitor.File))
                            ? null
                            : $"{monitor.Name} has no page. Write {monitor.File} by the template of the others.",
                        tests.Contains($"{monitor.Name}Tests.cs")
                            ? null
                            : $"{monitor.Name} has no tests. Write {monitor.Name}Tests.cs in its room of tests/Core.Tests.",
                    }
                )
                .OfType<string>()
        );
    }

    [Theory]
    [InlineData("TimeToFirstTokenMonitor", "time-to-first-token")]
    [InlineData("SpendMonitor", "spend")]
    public void A_monitor_s_page_is_named_after_it(string type, string page) => Assert.Equal(page, PageName(type));

    private static string PageName(string monitor) =>
        string.Concat(
            monitor[..^"Monitor".Length]
                .Select((letter, i) => char.IsUpper(letter) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}")
        );

    private static void AssertNone(IEnumerable<string> faults)
    {
        var all = string.Join('\n', faults);
        Assert.True(all.Length == 0, all);
    }

    private static IEnumerable<(string Path, string Text)> Sources(string folder) =>
        from path in Files(Repository.PathOf(folder))
        where path.EndsWith(".cs", StringComparison.Ordinal)
        select (Relative(path), File.ReadAllText(path));

    private static IEnumerable<string> Files(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        var own = Directory.EnumerateFiles(folder).Where(path => !NotOurs.Contains(Path.GetFileName(path)));
        return Directory
            .EnumerateDirectories(folder)
            .Where(path => !NotOurs.Contains(Path.GetFileName(path)))
            .SelectMany(Files)
            .Concat(own);
    }

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
}
