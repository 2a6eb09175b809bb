using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reliability;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmMonitor.Core.Tests.Monitors;

public sealed class MonitorRunTests
{
    [Fact]
    public void A_monitor_that_fails_is_heard_as_unknown_and_silences_no_other()
    {
        var run = new MonitorRun([new Broken(), new ErrorRateMonitor()], NullLogger<MonitorRun>.Instance);
        var traffic = new Traffic(1);
        traffic.Pass(20, new EndpointTraffic("chat"));

        var verdicts = run.Run(traffic.Window());

        Assert.Equal(["broken", "error_rate"], verdicts.Select(verdict => verdict.Rule));
        Assert.Equal((VerdictState.Unknown, "failed", "project"), (verdicts[0].State, verdicts[0].UnknownReason, verdicts[0].Subject));
        Assert.Equal(VerdictState.Ok, verdicts[1].State);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    public void Verdicts_are_tentative_while_the_project_learns(int? days, bool isTentative)
    {
        var run = new MonitorRun([new ErrorRateMonitor()], NullLogger<MonitorRun>.Instance);
        var traffic = new Traffic(1);
        traffic.Pass(20, new EndpointTraffic("chat"));
        var settings = new ProjectSettings { LearningUntil = days is { } left ? Traffic.Start.AddDays(left) : null };

        var verdicts = run.Run(traffic.Window() with { Project = Traffic.Project with { Settings = settings } });

        Assert.All(verdicts, verdict => Assert.Equal(isTentative, verdict.Tentative));
    }

    private sealed class Broken : IMonitor
    {
        public string Name => "broken";

        public IEnumerable<Verdict> Evaluate(MonitorWindow window)
        {
            // Fails in the middle of its work, as real ones do.
            foreach (var _ in window.Minutes)
                throw new InvalidOperationException("A monitor's own fault.");
            yield break;
        }
    }
}
