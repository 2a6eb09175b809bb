using LlmMonitor.Core.Safety.Gate.Matching;

namespace LlmMonitor.Core.Safety.Gate.Patterns;

/// <summary>Patterns ready to be looked for. Immutable: a change is a new set.</summary>
public sealed class PatternSet
{
    private PatternSet(string version, CompiledPattern[] patterns, LiteralIndex literals, LiteralUse[] uses, int contexts)
    {
        Version = version;
        Patterns = patterns;
        Literals = literals;
        Uses = uses;
        ContextCount = contexts;
        Recognising = [.. Enumerable.Range(0, patterns.Length).Where(number => patterns[number].Source.Recognise.Count > 0)];
        SlotCount = patterns.Sum(pattern => pattern.Groups);
    }

    /// <summary>The newest day of its files and the first digits of a hash of them: the same patterns, the same version.</summary>
    public string Version { get; }

    public IEnumerable<SafetyPattern> All => Patterns.Select(pattern => pattern.Source);

    /// <summary>The same with what each does in this set.</summary>
    public IEnumerable<(SafetyPattern Pattern, PatternAction Action)> Actions =>
        Patterns.Select(pattern => (pattern.Source, pattern.Action));

    internal CompiledPattern[] Patterns { get; }

    /// <summary>The patterns that ask the recognisers.</summary>
    internal int[] Recognising { get; }

    internal LiteralIndex Literals { get; }

    /// <summary>By literal: what it counts for.</summary>
    internal LiteralUse[] Uses { get; }

    internal int ContextCount { get; }

    /// <summary>One for each group of each pattern.</summary>
    internal int SlotCount { get; }

    /// <param name="files">The built-in ones and then overlays, whose sets and actions win.</param>
    /// <returns>Null where there are faults.</returns>
    public static (PatternSet? Set, IReadOnlyList<PatternFault> Faults) Compile(IReadOnlyList<PatternFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var compiler = new PatternCompiler(files);
        var (patterns, uses) = compiler.Compile();
        if (compiler.Faults.Count > 0)
            return (null, compiler.Faults);
        var index = new LiteralIndex(compiler.Literals);
        return (new PatternSet(PatternVersion.Of(files), [.. patterns], index, uses, compiler.ContextCount), []);
    }
}

/// <param name="FirstSlot">Where the state of its first group lies.</param>
/// <param name="Contexts">None of these may stand in the sentence; the ones behind <paramref name="Exceptions"/> excuse, and leave an annotation.</param>
internal sealed record CompiledPattern(
    SafetyPattern Source,
    PatternAction Action,
    int FirstSlot,
    int Groups,
    int[] Contexts,
    int Exceptions
);

/// <summary>What a literal is for: groups of patterns, and contexts.</summary>
internal sealed record LiteralUse((int Pattern, int Group)[] Groups, int[] Contexts);
