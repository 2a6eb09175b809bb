using System.Text.RegularExpressions;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Checks;

/// <summary>The checks of an endpoint, ready to run.</summary>
public sealed class PreparedChecks(IReadOnlyList<PreparedCheck> checks)
{
    public static PreparedChecks None { get; } = new([]);

    public IReadOnlyList<CheckDefinition> Definitions { get; } = [.. checks.Select(check => check.Definition)];

    /// <summary>One result for each check, in their order. Never throws.</summary>
    public IReadOnlyList<CheckResult> Evaluate(CheckSubject subject) =>
        checks.Count == 0 ? [] : [.. checks.Select(check => Evaluate(check, subject))];

    private static CheckResult Evaluate(PreparedCheck check, CheckSubject subject)
    {
        var (name, type) = (check.Definition.Name, check.Definition.Type);
        try
        {
            var (outcome, detail) = check.Run(subject);
            return new(name, type, outcome, Short(detail));
        }
        catch (RegexMatchTimeoutException)
        {
            return new(name, type, CheckOutcome.NotApplicable, "the pattern took too long on this output");
        }
    }

    private static string? Short(string? detail) =>
        detail is null || detail.Length <= CheckRules.DetailCharacters ? detail : string.Concat(detail.AsSpan(0, CheckRules.DetailCharacters - 1), "…");
}

/// <param name="Run">Pure.</param>
public sealed record PreparedCheck(CheckDefinition Definition, Func<CheckSubject, CheckFinding> Run);
