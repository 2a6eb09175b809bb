using System.Text.RegularExpressions;
using Xunit;

namespace LlmMonitor.Core.Tests;

/// <summary>What the pages point to is there.</summary>
public class DocsTests
{
    private const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;
    private static readonly Regex Link = new(@"\]\((?<to>[^)\s]+)\)", Plain);
    private static readonly Regex Code = new(@"`(?<text>[^`\n]+)`", Plain);
    private static readonly Regex Heading = new(@"^#+ +(?<text>.+?) *$", RegexOptions.Multiline | Plain);

    /// <summary>A path from the root of the repository to something that git keeps, as a page writes it; not a pattern, and not a made-up name.</summary>
    private static readonly Regex RepositoryPath = new(@"^(src|tests|docs|bench)/[\w./-]+$", Plain);

    [Fact]
    public void Every_link_between_pages_leads_somewhere() =>
        AssertNone(
            from page in Pages()
            from link in Link.Matches(WithoutCodeBlocks(File.ReadAllText(page))).Select(match => match.Groups["to"].Value)
            where !link.Contains(':', StringComparison.Ordinal)
            let fault = FaultOf(page, link)
            where fault is not null
            select $"{Relative(page)} links to {link}: {fault}"
        );

    [Fact]
    public void Every_file_that_a_page_names_is_there() =>
        AssertNone(
            from page in Pages()
            from name in Code.Matches(File.ReadAllText(page)).Select(match => match.Groups["text"].Value)
            where RepositoryPath.IsMatch(name) && !IsMadeByTheApp(name)
            where !Path.Exists(Repository.PathOf(name.TrimEnd('/')))
            select $"{Relative(page)} names {name}, which is not in the repository. Correct the name, or write it with <> where it is an example."
        );

    [Fact]
    public void Every_function_stands_in_the_list_of_functions()
    {
        var list = File.ReadAllText(Repository.PathOf("docs/reference/operations.md"));
        AssertNone(
            from file in Directory.EnumerateFiles(Repository.PathOf("src/Functions"), "*.function.json", SearchOption.AllDirectories)
            where !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal)
            let name = Path.GetFileName(file)[..^".function.json".Length]
            where !list.Contains($"`{name}`", StringComparison.Ordinal)
            select $"docs/reference/operations.md does not name {name}. Say there when it runs and what it does."
        );
    }

    [Fact]
    public void Every_guide_and_reference_can_be_reached_from_the_readme()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ahead = new Queue<string>([Repository.PathOf("README.md")]);
        while (ahead.TryDequeue(out var page))
            if (page.EndsWith(".md", StringComparison.Ordinal) && File.Exists(page) && seen.Add(page))
                foreach (Match match in Link.Matches(File.ReadAllText(page)))
                    ahead.Enqueue(TargetOf(page, match.Groups["to"].Value));
        AssertNone(
            Pages()
                .Where(page => !seen.Contains(page))
                .Select(page => $"No page leads from README.md to {Relative(page)}. Link it where it helps.")
        );
    }

    [Theory]
    [InlineData("Try it: two commands", "try-it-two-commands")]
    [InlineData("What `null` means", "what-null-means")]
    public void A_heading_is_linked_by_its_words(string heading, string anchor) => Assert.Equal(anchor, AnchorOf(heading));

    private static string? FaultOf(string page, string link)
    {
        var target = TargetOf(page, link);
        if (!Path.Exists(target))
            return "there is no such file.";
        var anchor = link.Contains('#', StringComparison.Ordinal) ? link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..] : null;
        return anchor is null || Heading.Matches(File.ReadAllText(target)).Any(match => AnchorOf(match.Groups["text"].Value) == anchor)
            ? null
            : "the page has no heading of these words.";
    }

    private static string TargetOf(string page, string link)
    {
        var path = link.Split('#')[0];
        return path.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, path));
    }

    /// <summary>As GitHub makes it: lower case, spaces as hyphens, other punctuation gone.</summary>
    private static string AnchorOf(string heading) =>
        string.Concat(
            heading
                .ToLowerInvariant()
                .Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')
                .Select(letter => letter == ' ' ? '-' : letter)
        );

    private static string WithoutCodeBlocks(string text) => string.Concat(text.Split("```").Where((_, i) => i % 2 == 0));

    private static bool IsMadeByTheApp(string name) =>
        name.StartsWith("src/Functions/data", StringComparison.Ordinal) || name == "src/Functions/local.settings.json";

    private static IEnumerable<string> Pages() =>
        Directory
            .EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories));

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');

    private static void AssertNone(IEnumerable<string> faults)
    {
        var all = string.Join('\n', faults);
        Assert.True(all.Length == 0, all);
    }
}
