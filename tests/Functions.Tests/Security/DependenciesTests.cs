using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmMonitor.Functions.Tests.Host;
using Xunit;

namespace LlmMonitor.Functions.Tests.Security;

/// <summary>Every package that is restored, also those behind others, stands in docs/reference/dependencies.md with its licence.</summary>
public sealed partial class DependenciesTests
{
    /// <summary>Packages that name their licence in a file or not at all; where it was read.</summary>
    private static readonly Dictionary<string, string> ReadElsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        ["NCrontab"] = "Apache-2.0", // COPYING.txt in the package
        ["OpenAI"] = "MIT", // LICENSE of github.com/openai/openai-dotnet, which the package is built from
        ["System.Security.Cryptography.ProtectedData"] = "MIT", // LICENSE.TXT of github.com/dotnet/corefx
    };

    /// <summary>Those that ask nothing more than to be named. Another one is a decision of people.</summary>
    private static readonly string[] Accepted = ["MIT", "Apache-2.0", "BSD-3-Clause"];

    [Fact]
    public async Task Each_package_is_listed_with_its_licence()
    {
        var path = Repository.PathOf("docs", "reference", "dependencies.md");
        var page = Page();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(path, page, TestContext.Current.CancellationToken);
        Assert.True(
            (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n") == page,
            $"The packages are not those of {path}. Where the change is meant, run the tests with UPDATE_SNAPSHOTS=1 and commit the file."
        );
    }

    [Fact]
    public void Each_licence_asks_nothing_more_than_to_be_named() =>
        Assert.All(Packages(), package => Assert.Contains(package.Licence, Accepted));

    private static string Page()
    {
        var page = new StringBuilder(
            """
            # Dependencies

            Every NuGet package, also those behind others, with the licence that it names. Versions are pinned in `Directory.Packages.props` and in the lock files
            (`packages.lock.json`); `eng/audit.sh` asks NuGet for their known holes. Written by `DependenciesTests`, from the lock files and the packages themselves.

            | package | licence | used by |
            |---|---|---|

            """.ReplaceLineEndings("\n")
        );
        foreach (var (name, licence, isProduct) in Packages())
            page.Append($"| {name} | {licence} | {(isProduct ? "product" : "tests")} |\n");
        return page.ToString();
    }

    private static List<(string Name, string Licence, bool IsProduct)> Packages()
    {
        var resolved =
            from place in new[] { "src", "tests", "bench" }
            from file in Directory.EnumerateFiles(Repository.PathOf(place), "packages.lock.json", SearchOption.AllDirectories)
            where !file.Contains("node_modules", StringComparison.Ordinal)
            from framework in Locked(file).GetProperty("dependencies").EnumerateObject()
            from package in framework.Value.EnumerateObject()
            where package.Value.TryGetProperty("resolved", out _)
            select (package.Name, Version: package.Value.GetProperty("resolved").GetString()!, IsProduct: place == "src");
        return
        [
            .. from package in resolved
            group package by package.Name into versions
            orderby versions.Key.ToUpperInvariant()
            select (versions.Key, LicenceOf(versions.Key, versions.First().Version), versions.Any(version => version.IsProduct)),
        ];
    }

    private static JsonElement Locked(string file) => JsonElement.Parse(File.ReadAllText(file));

    private static string LicenceOf(string name, string version)
    {
        if (ReadElsewhere.TryGetValue(name, out var known))
            return known;
        var packages =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var id = name.ToLowerInvariant();
        return Licence()
            .Match(File.ReadAllText(Path.Combine(packages, id, version.ToLowerInvariant(), id + ".nuspec")))
            .Groups["name"]
            .Value;
    }

    [GeneratedRegex("""<license type="expression">(?<name>[^<]+)</license>""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Licence();
}
