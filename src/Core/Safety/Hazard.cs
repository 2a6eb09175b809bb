namespace LlmMonitor.Core.Safety;

/// <summary>
/// What harm a text may do: the categories of the MLCommons AILuminate taxonomy, and two that only systems with tools have. Other vendors' names for them
/// stand in docs/reference/safety-patterns.md.
/// </summary>
public enum Hazard
{
    ViolentCrimes,
    NonViolentCrimes,
    SexCrimes,
    ChildSexualExploitation,
    Defamation,
    SpecializedAdvice,
    Elections,
    PrivacyPiiSecret,
    IntellectualProperty,
    IndiscriminateWeapons,
    Hate,
    SuicideSelfHarm,
    SexualContent,
    CodeInterpreterAbuse,
    PromptInjection,
}
