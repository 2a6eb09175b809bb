using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Sessions;

/// <summary>
/// Looks each hour whether fewer sessions complete their task, or more hold a rephrased question, than in the four weeks before. Looks at a stretch only
/// when all of its sessions are closed, so that slow ones are not missing. Of closed sessions what is not completed is abandoned: one monitor hears both.
/// </summary>
public sealed class SessionWatch(SessionStore store, FindingStore findings, IOptions<SessionsOptions> options)
{
    public const string Source = "sessions";
    public const string CompletionDrop = "task_completion_drop";
    public const string RephrasingRise = "rephrasing_rise";
    private const string Project = "project";

    /// <summary>Two runs may be missed.</summary>
    private static readonly TimeSpan Valid = TimeSpan.FromHours(3);

    public async Task RunAsync(Project project, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(project);
        var settle = options.Value.Timeout + TimeSpan.FromMinutes(10);
        var sessions = await store
            .ReadAsync(project.Id, ChangeWindow.OldestAt(now, settle), now - settle, cancellation)
            .ToListAsync(cancellation);
        var subjects = sessions.Count == 0 ? [] : MostUsed(sessions).Prepend(null).ToList();
        IEnumerable<Verdict> Of(string rule, string what, Func<SessionSummary, bool> isBad) =>
            subjects.Select(feature =>
                ChangeVerdict.Of(
                    rule,
                    feature is null ? Project : $"feature:{feature}",
                    what,
                    Blocks(sessions.Where(session => feature is null || session.NameOf(RollupDimension.Feature) == feature), isBad),
                    ChangeWindow.All,
                    now,
                    settle,
                    // Each monitor has half of the chance.
                    new(options.Value.FalseAlarmChance / 2, subjects.Count, options.Value.LeastRise, options.Value.LeastReference)
                )
            );
        List<Verdict> verdicts =
        [
            .. Of(
                CompletionDrop,
                "sessions were abandoned, not completed,",
                session => session.OutcomeAt(now, options.Value.Timeout) == SessionOutcome.Abandoned
            ),
            .. Of(RephrasingRise, "sessions had to ask the same again", session => session.NRephrasings > 0),
        ];
        await findings.PutAsync(project.Id, Source, "rates", verdicts, now + Valid, cancellation);
    }

    private static List<ChangeBlock> Blocks(IEnumerable<SessionSummary> sessions, Func<SessionSummary, bool> isBad) =>
        [
            .. sessions
                .GroupBy(session => ChangeWindow.BlockOf(session.LastAt, ChangeWindow.SixHours.Length))
                .Select(block => new ChangeBlock(block.Key, block.Count(), block.Count(isBad))),
        ];

    private List<string?> MostUsed(IReadOnlyList<SessionSummary> sessions) =>
        [
            .. sessions
                .CountBy(session => session.NameOf(RollupDimension.Feature))
                .OrderByDescending(one => one.Value)
                .ThenBy(one => one.Key, StringComparer.Ordinal)
                .Take(options.Value.MostFeatures)
                .Select(one => one.Key),
        ];
}
