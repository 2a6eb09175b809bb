using System.Text.RegularExpressions;
using LlmMonitor.Core.Privacy;
using Xunit;

namespace LlmMonitor.Core.Tests.Privacy.Keeping;

/// <summary>No table without an answer to: how long, who ends it, and how is a person erased from it?</summary>
public partial class KeptTablesTests
{
    [Fact]
    public void Every_table_that_the_source_names_is_in_the_list()
    {
        var listed = KeptTables.All.Select(table => table.Name).ToHashSet(StringComparer.Ordinal);
        var unlisted = Named().Where(table => !listed.Contains(table.Name)).Select(table => $"{table.File}: {table.Name}");
        Assert.Empty(unlisted.Order(StringComparer.Ordinal));
        Assert.Empty(listed.Except(Named().Select(table => table.Name), StringComparer.Ordinal));
        Assert.Equal(listed.Count, KeptTables.All.Count);
    }

    [Fact]
    public void Every_access_names_its_table_by_a_constant() => Assert.DoesNotContain(Sources(), source => Literal().IsMatch(source.Text));

    [Fact]
    public void Whatever_grows_with_traffic_has_an_end() =>
        Assert.All(
            KeptTables.All.Where(table => table.For is KeptFor.Calls or KeptFor.Texts or KeptFor.Embeddings or KeptFor.Figures),
            table =>
                Assert.True(
                    table.IsSwept
                        || table.Name
                            is "calls"
                                or "callindex"
                                or "reviews"
                                or "driftstreams"
                                or "feedback"
                                or "sessions"
                                or "changes"
                                or "incidents",
                    $"{table.Name} shows no age and no room ends it: give it one or list its room in KeptTables.Retained."
                )
        );

    [Fact]
    public void Every_table_stands_in_the_storage_layout()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/reference/storage-layout.md"));
        Assert.All(KeptTables.All, table => Assert.Contains($"`{table.Name}`", page, StringComparison.Ordinal));
    }

    /// <summary>Constants that are handed to storage as a table, by the type that declares them.</summary>
    private static IEnumerable<(string File, string Name)> Named()
    {
        var sources = Sources().ToList();
        var used = sources
            .SelectMany(source =>
                Access().Matches(source.Text).Select(match => (source.File, source.Text, Name: match.Groups["table"].Value))
            )
            .ToList();
        foreach (var (file, text, name) in used)
        {
            var dot = name.LastIndexOf('.');
            var declared =
                dot < 0
                    ? text
                    : sources
                        .FirstOrDefault(source => source.File.EndsWith($"/{name[..dot].Split('.')[^1]}.cs", StringComparison.Ordinal))
                        .Text;
            if (
                declared is not null
                && Regex.Match(
                    declared,
                    $"const string {Regex.Escape(name[(dot + 1)..])} = \"(?<value>\\w+)\"",
                    RegexOptions.NonBacktracking
                )
                    is { Success: true } found
            )
                yield return (file, found.Groups["value"].Value);
        }
    }

    private static IEnumerable<(string File, string Text)> Sources() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Select(file => (file, File.ReadAllText(file)));

    [GeneratedRegex(
        @"\.(FindAsync|ReadAsync|CommitAsync|PutAllAsync|InsertEachAsync|DeleteAllAsync|ExistingKeysAsync|WriteNewerAsync|ReplaceAsync|ReadAsync<\w+>)\(\s*(?<table>[A-Z][\w.]*)\s*,",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Access();

    [GeneratedRegex(
        @"[tT]ables\s*\.(FindAsync|ReadAsync|CommitAsync|PutAllAsync|InsertEachAsync|DeleteAllAsync|ExistingKeysAsync)\(\s*""",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Literal();
}
