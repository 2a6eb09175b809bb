namespace LlmMonitor.Core.Safety.Gate.Patterns;

/// <summary>
/// What the gate looks for: groups of literals of which each must occur, near one another and in one sentence. docs/reference/safety-patterns.md describes
/// the format.
/// </summary>
/// <param name="Id">Dotted lower-case words: <c>weapons.make-bomb</c>. Kept for ever: decisions and rates refer to it.</param>
/// <param name="Version">Rises with each change of what it finds.</param>
public sealed record SafetyPattern(string Id, int Version, Hazard Category, PatternSeverity Severity, PatternAction Action)
{
    public const int MostGroups = 6;
    public const int MostWithin = 40;

    /// <summary>Codes such as <c>en</c>; for people who maintain patterns.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Where it is looked for.</summary>
    public TextPlaces In { get; init; } = TextPlaces.All;

    /// <summary>One literal of each group must occur. A word with @ names a set.</summary>
    public IReadOnlyList<IReadOnlyList<string>> All { get; init; } = [];

    /// <summary>The most words from one group's literal to the next one's: 1 is the neighbour.</summary>
    public int Within { get; init; } = 6;

    /// <summary>Whether the groups must come in their order.</summary>
    public bool Ordered { get; init; }

    /// <summary>Literals or sets of which none may stand in the sentence.</summary>
    public IReadOnlyList<string> Unless { get; init; } = [];

    /// <summary>Sets that excuse; null is what <see cref="AllowContexts"/> says for the category.</summary>
    public IReadOnlyList<string>? Excuses { get; init; }

    /// <summary>Marks of recognisers (<c>card</c>, <c>secret:</c>) instead of literals.</summary>
    public IReadOnlyList<string> Recognise { get; init; } = [];

    /// <summary>Texts that it must find.</summary>
    public IReadOnlyList<string> Match { get; init; } = [];

    /// <summary>Texts that it must pass over.</summary>
    public IReadOnlyList<string> Pass { get; init; } = [];
}

public enum PatternSeverity
{
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>What is done where a pattern is found; the strongest counts.</summary>
public enum PatternAction
{
    /// <summary>Named in the answer, and nothing more.</summary>
    Annotate,

    /// <summary>Served, and looked at later by the judge or a person.</summary>
    Flag,

    /// <summary>Not served.</summary>
    Block,
}

/// <summary>Which texts of a check.</summary>
[Flags]
public enum TextPlaces
{
    None = 0,
    Prompt = 1,
    Response = 2,
    Context = 4,
    Tool = 8,
    All = Prompt | Response | Context | Tool,
}
