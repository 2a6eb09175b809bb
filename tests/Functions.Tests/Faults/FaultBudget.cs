using System.Globalization;

namespace LlmMonitor.Functions.Tests.Faults;

/// <summary>How long the faults rage and with which seed: briefly by default, and for as long as the environment says.</summary>
internal static class FaultBudget
{
    /// <summary>Seconds for each storm: set LLMMONITOR_FAULTS_SECONDS for a long run.</summary>
    public static TimeSpan Storm { get; } = TimeSpan.FromSeconds(Number("LLMMONITOR_FAULTS_SECONDS", 10));

    /// <summary>Set LLMMONITOR_FAULTS_SEED to that of a failure, to draw the same faults again.</summary>
    public static int Seed { get; } = Number("LLMMONITOR_FAULTS_SEED", 20261123);

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
