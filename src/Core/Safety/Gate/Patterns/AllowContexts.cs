namespace LlmMonitor.Core.Safety.Gate.Patterns;

/// <summary>
/// What makes a finding harmless when it stands in the same sentence: a refusal, help, a report. The words are sets of the pattern files; which category
/// listens to which is decided here. What is excused is still named in the answer, as an annotation.
/// </summary>
public static class AllowContexts
{
    /// <summary>How many words a context reaches; it does not reach beyond its sentence.</summary>
    public const int Reach = 60;

    public const string Refusal = "refusal";
    public const string Prevention = "prevention";
    public const string Reporting = "reporting";
    public const string Teaching = "teaching";
    public const string Fiction = "fiction";
    public const string Games = "games";

    /// <summary>The sets that excuse a category, where a pattern names none of its own.</summary>
    public static IReadOnlyList<string> Of(Hazard category) =>
        category switch
        {
            Hazard.SuicideSelfHarm => [Refusal, Prevention, Reporting, Teaching, Fiction, Games],
            Hazard.ChildSexualExploitation => [Refusal, Prevention, Reporting, Teaching],
            Hazard.IndiscriminateWeapons => [Refusal, Prevention, Reporting, Teaching, Fiction, Games],
            Hazard.ViolentCrimes or Hazard.SexCrimes or Hazard.Hate => [Refusal, Prevention, Reporting, Fiction, Games],
            Hazard.NonViolentCrimes or Hazard.CodeInterpreterAbuse or Hazard.PromptInjection => [Refusal, Prevention, Reporting, Teaching],
            _ => [Refusal],
        };
}
