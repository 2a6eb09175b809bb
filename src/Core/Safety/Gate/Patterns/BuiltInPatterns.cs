using System.Reflection;

namespace LlmMonitor.Core.Safety.Gate.Patterns;

/// <summary>The patterns that came with this build.</summary>
public static class BuiltInPatterns
{
    private const string Folder = ".Safety.patterns.";
    private static readonly Lazy<IReadOnlyList<PatternFile>> files = new(() => [.. Load()]);

    private static readonly Lazy<PatternSet> set = new(() =>
        PatternSet.Compile(files.Value) is { Set: { } compiled } result
            ? compiled
            : throw new FormatException("The built-in patterns have faults; the tests of this build name them.")
    );

    public static IReadOnlyList<PatternFile> Files => files.Value;

    public static PatternSet Set => set.Value;

    private static IEnumerable<PatternFile> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.Contains(Folder, StringComparison.Ordinal)).Order())
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return PatternFile.Parse(name[(name.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..^".json".Length], bytes);
        }
    }
}
