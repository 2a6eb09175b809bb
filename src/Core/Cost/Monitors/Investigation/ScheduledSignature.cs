using System.Text.Json.Nodes;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>Whether an excess looks like a job that a clock started: on a round minute, for one feature, for no user, at a time at which earlier days have one too.</summary>
internal sealed class ScheduledSignature(MonitorWindow window, SpendSubjects subjects, SpendBaseline? project)
{
    private const int RoundMinutes = 5;
    private const double NearlyAll = 0.8;
    private const double Stands = 2;

    /// <param name="ofOneFeature">The share of the excess that the largest feature makes.</param>
    /// <param name="ofNoUser">The share of calls without a user.</param>
    public JsonObject ToJson(double? ofOneFeature, double? ofNoUser)
    {
        var start = Start();
        var (round, feature, nobody) = (start.Number % RoundMinutes == 0, ofOneFeature >= NearlyAll, ofNoUser >= NearlyAll);
        var daysBefore = EarlierDays(start.Quarter);
        return new JsonObject
        {
            ["started_at"] = start.Start.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["on_a_round_minute"] = round,
            ["one_feature"] = feature,
            ["no_user"] = nobody,
            ["n_earlier_days_at_this_time"] = daysBefore,
            ["looks_scheduled"] = (round && feature && nobody) || daysBefore >= 2,
        };
    }

    /// <summary>The first minute of the unusual ones that reach until now.</summary>
    private Minute Start()
    {
        var i = subjects.Project.Length - 1;
        while (i > 0 && project?.Includes(subjects.Project.Usd[i - 1]) is false)
            i--;
        return subjects.MinuteAt(i);
    }

    /// <summary>On how many days of the last week the quarter cost twice as much as the one half an hour before; null without a history.</summary>
    private int? EarlierDays(Minute quarter)
    {
        if (window.History.Count == 0)
            return null;
        return Enumerable
            .Range(1, 7)
            .Select(day => quarter.Plus(-day * Minute.PerDay))
            .Count(then => SpendAt(then) is > 0 and var spend && spend >= Stands * SpendAt(then.Plus(-2 * Minute.PerQuarter)));
    }

    private double SpendAt(Minute quarter) => (double)window.History.GetValueOrDefault(quarter).Cost.Pico;
}
