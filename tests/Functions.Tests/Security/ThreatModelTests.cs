using System.Text.RegularExpressions;
using LlmMonitor.Functions.Tests.Host;
using Xunit;

namespace LlmMonitor.Functions.Tests.Security;

/// <summary>A claim of the threat model is only as good as the test it names.</summary>
public sealed partial class ThreatModelTests
{
    [Fact]
    public void Every_test_that_the_threat_model_names_is_there()
    {
        var named = Name()
            .Matches(File.ReadAllText(Repository.PathOf("docs", "operating", "threat-model.md")))
            .Select(match => match.Groups["name"].Value);
        var there = Directory
            .EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Class().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value);
        Assert.Empty(named.Except(there));
    }

    [GeneratedRegex("`(?<name>[A-Za-z]+Tests)`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex(@"\bclass (?<name>[A-Za-z]+Tests)\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Class();
}
