using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;
using Xunit;

namespace LlmMonitor.Core.Tests.Checks;

/// <summary>One check of one output, in a line.</summary>
internal static class Checking
{
    public static CheckResult Run(
        string check,
        string output,
        string? source = null,
        string? locale = null,
        DateOrder learnt = DateOrder.Unknown,
        params CallContext[] contexts
    )
    {
        var (checks, faults) = Read($"[{check}]");
        Assert.Empty(faults);
        return checks.Evaluate(new CheckSubject(source is null ? [] : [new("user", source)], output, contexts, locale, learnt))[0];
    }

    public static (PreparedChecks Checks, IReadOnlyList<IndexedFault> Faults) Read(string json) =>
        CheckRules.Read(JsonDocument.Parse(json).RootElement, Catalogue.Checks);

    public static string Of(string type, string parameters = "") =>
        $$"""{"name":"c","type":"{{type}}"{{(parameters == "" ? "" : "," + parameters)}}}""";

    /// <summary>pass, fail or n/a.</summary>
    public static string Word(CheckResult result) =>
        result.Outcome switch
        {
            CheckOutcome.Pass => "pass",
            CheckOutcome.Fail => "fail",
            _ => "n/a",
        };
}
