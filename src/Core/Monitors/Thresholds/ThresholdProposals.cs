using System.Collections.Concurrent;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Monitors;

/// <summary>Reads a project's last weeks hour by hour and proposes thresholds; accepting them ends the learning.</summary>
public sealed class ThresholdProposals(RollupReader rollups, ThresholdStore thresholds, ProjectStore projects, TimeProvider time)
{
    private const int HoursAtOnce = 8;

    public async Task<IReadOnlyList<ThresholdProposal>> ReadAsync(Project project, CancellationToken cancellation)
    {
        var end = Minute.Of(time.GetUtcNow()).Number / Minute.PerHour;
        var hours = new ConcurrentDictionary<Minute, RollupSet>();
        await Parallel.ForAsync(
            end - ProposalRules.MostDays * 24,
            end,
            new ParallelOptions { MaxDegreeOfParallelism = HoursAtOnce, CancellationToken = cancellation },
            async (number, token) =>
            {
                var hour = new Minute(number * Minute.PerHour);
                var set = await rollups.ReadAsync(project.Id, hour, hour.Plus(Minute.PerHour), token);
                if (set.Cells.Count > 0)
                    hours[hour] = set;
            }
        );
        return ProposalRules.Of(hours, await thresholds.ReadAsync(project.Id, cancellation), project.Settings.JudgeRates);
    }

    /// <summary>Keeps what is proposed now, then ends the learning; a second time changes only what new hours changed.</summary>
    public async Task<IReadOnlyList<ThresholdProposal>> AcceptAsync(Project project, CancellationToken cancellation)
    {
        var accepted = (await ReadAsync(project, cancellation)).Where(proposal => proposal.IsAny).ToList();
        if (accepted.Count == 0)
            return accepted;
        await thresholds.PutAsync(
            project.Id,
            accepted.ToDictionary(proposal => proposal.Endpoint, proposal => proposal.Thresholds),
            cancellation
        );
        await projects.ChangeSettingsAsync(
            project.Id,
            settings => settings with { LearningUntil = null, JudgeRates = WithProposed(settings.JudgeRates, accepted) },
            cancellation
        );
        return accepted;
    }

    private static Dictionary<string, double> WithProposed(
        IReadOnlyDictionary<string, double> rates,
        IReadOnlyList<ThresholdProposal> accepted
    )
    {
        var next = new Dictionary<string, double>(rates, StringComparer.Ordinal);
        foreach (var proposal in accepted)
            if (
                proposal.JudgeRate.Proposed is { } rate
                && (next.ContainsKey(proposal.Endpoint) || next.Count < SettingsRules.MostJudgeRates)
            )
                next[proposal.Endpoint] = rate;
        return next;
    }
}
