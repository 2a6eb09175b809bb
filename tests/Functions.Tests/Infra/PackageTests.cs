using System.IO.Compression;
using System.Text.Json;
using LlmMonitor.Functions.Tests.Host;
using Xunit;

namespace LlmMonitor.Functions.Tests.Infra;

/// <summary>The package that eng/publish.sh made, as the Functions host unpacks it.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly string Path = Repository.PathOf("artifacts", "llm-monitor.zip");
    private readonly ZipArchive package;

    public PackageTests()
    {
        Assert.SkipUnless(File.Exists(Path), "There is no package: eng/publish.sh makes it.");
        package = ZipFile.OpenRead(Path);
    }

    public void Dispose() => package?.Dispose();

    [Fact]
    public void Every_function_lies_in_a_folder_of_its_name_beside_host_json() =>
        Assert.Equal(
            Directory
                .EnumerateFiles(Repository.PathOf("src", "Functions"), "*.function.json", SearchOption.AllDirectories)
                .Select(path => $"{System.IO.Path.GetFileName(path)[..^".function.json".Length]}/function.json")
                .Append("host.json")
                .Order(StringComparer.Ordinal),
            package
                .Entries.Select(entry => entry.FullName)
                .Where(name => name == "host.json" || name.EndsWith("/function.json", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_program_that_host_json_names_is_there_and_may_be_run()
    {
        using var host = JsonDocument.Parse(package.GetEntry("host.json")!.Open());
        var program = host
            .RootElement.GetProperty("customHandler")
            .GetProperty("description")
            .GetProperty("defaultExecutablePath")
            .GetString()!;
        var entry = package.GetEntry(program);
        Assert.NotNull(entry);
        // The upper half is what Unix calls the mode.
        var mode = (UnixFileMode)((entry.ExternalAttributes >> 16) & 0x1FF);
        const UnixFileMode Run = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Assert.Equal(Run, mode & Run);
        Span<byte> start = stackalloc byte[4];
        using var bytes = entry.Open();
        bytes.ReadExactly(start);
        Assert.True(start.SequenceEqual("\u007fELF"u8), "It is no program for Linux.");
    }

    [Fact]
    public void It_brings_its_runtime_and_nothing_that_an_app_leaves_behind()
    {
        var names = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains("libcoreclr.so", names);
        Assert.DoesNotContain(names, name => name.Contains(".db", StringComparison.Ordinal));
        Assert.DoesNotContain(names, name => name.EndsWith(".eml", StringComparison.Ordinal));
        Assert.DoesNotContain("local.settings.json", names);
    }
}
