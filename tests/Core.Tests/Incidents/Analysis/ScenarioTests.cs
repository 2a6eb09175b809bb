using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Tests.Incidents.Made;
using Xunit;

namespace LlmMonitor.Core.Tests.Incidents.Analysis;

/// <summary>A few of the made-up incidents whose table stands in docs/guides/incidents.md: enough to see that something broke, not to measure.</summary>
public class ScenarioTests
{
    [Fact]
    public void Causes_are_mostly_right_and_hardly_ever_wrong()
    {
        var scores = MadeIncidents.Kinds.Select(kind => MadeScore.Of(MadeIncidents.Make(kind, 2))).ToList();
        var told = string.Join('\n', scores.Select(score => score.Told));
        Assert.True(scores.Count(score => score.IsRight) >= 6, told);
        Assert.True(scores.Count(score => score.IsWrong) <= 1, told);
    }

    [Fact]
    public void Causes_of_errors_time_and_money_too()
    {
        var scores = MadeIncidents.KindsOfLoad.Select(kind => MadeScore.Of(MadeIncidents.Make(kind, 2))).ToList();
        var told = string.Join('\n', scores.Select(score => score.Told));
        Assert.True(scores.Count(score => score.IsRight) >= 7, told);
        Assert.True(scores.Count(score => score.IsWrong) <= 1, told);
    }

    [Fact]
    public void Where_nothing_happened_nothing_is_accused()
    {
        for (var seed = 1; seed <= 3; seed++)
            Assert.Equal(CauseKind.Unknown, IncidentAnalysis.Run(MadeIncidents.Make(MadeKind.Nothing, seed).Evidence, 1).Cause.Kind);
    }

    [Fact]
    public void The_same_seed_makes_the_same_incident()
    {
        var (one, other) = (MadeIncidents.Make(MadeKind.OneSegment, 3), MadeIncidents.Make(MadeKind.OneSegment, 3));
        Assert.Equal(one.Evidence.Calls.Count, other.Evidence.Calls.Count);
        Assert.Equal(one.Affected.Order(), other.Affected.Order());
    }
}
