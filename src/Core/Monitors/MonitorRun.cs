using Microsoft.Extensions.Logging;

namespace LlmMonitor.Core.Monitors;

/// <summary>Hands a verdict list to whoever decides about alerts. The same verdicts may come twice.</summary>
public delegate Task DecideVerdicts(
    Projects.Project project,
    IReadOnlyList<Verdict> verdicts,
    DateTimeOffset now,
    CancellationToken cancellation
);

/// <summary>Runs every monitor over a window. One that fails is heard as unknown, and silences no other.</summary>
public sealed class MonitorRun(IEnumerable<IMonitor> monitors, ILogger<MonitorRun> logger)
{
    private readonly IReadOnlyList<IMonitor> _monitors = [.. monitors];

    /// <summary>All verdicts, in the order of the catalogue; tentative while the project learns.</summary>
    public IReadOnlyList<Verdict> Run(MonitorWindow window)
    {
        var isTentative = window.Project.Settings.LearningUntil is { } until && window.End.Start < until;
        return [.. _monitors.SelectMany(monitor => Evaluate(monitor, window)).Select(verdict => verdict with { Tentative = isTentative })];
    }

    private List<Verdict> Evaluate(IMonitor monitor, MonitorWindow window)
    {
        try
        {
            return [.. monitor.Evaluate(window)];
        }
#pragma warning disable CA1031 // Whatever it throws, the others must be heard.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.LogError(fault, "The monitor {Monitor} failed on project {Project}.", monitor.Name, window.Project.Id);
            var failed = new Verdict(
                monitor.Name,
                "project",
                VerdictState.Unknown,
                $"The monitor {monitor.Name} failed ({fault.GetType().Name}) and judged nothing; the log of the server says why.",
                null,
                null,
                "",
                0,
                window.End.Plus(-MonitorWindow.LookBackMinutes).Start,
                window.End.Start
            )
            {
                UnknownReason = "failed",
            };
            return [failed];
        }
    }
}
