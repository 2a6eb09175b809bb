using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Monitors;

/// <summary>Loads what monitors look at. History and earlier days are remembered for a quarter of an hour; the last minutes are always read.</summary>
public sealed class MonitorWindowReader(
    RollupReader rollups,
    UserSpendReader users,
    ThresholdStore thresholds,
    AlertRuleStore rules,
    TimeProvider time
)
{
    public const int HistoryDays = 28;

    /// <summary>Folding shows a call some ten seconds after it was accepted: a minute is whole this long after its end.</summary>
    public static TimeSpan Settled { get; } = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);
    private const int MostRemembered = 5_000;

    private readonly BriefCache<IReadOnlyDictionary<Minute, Spend>> _histories = new(time, Life, MostRemembered);
    private readonly BriefCache<SpanFigures> _spans = new(time, Life, MostRemembered);

    /// <summary>The minute behind the last that is surely folded at this time.</summary>
    public static Minute EndAt(DateTimeOffset now) => Minute.Of(now - Settled);

    public async Task<MonitorWindow> ReadAsync(Project project, DateTimeOffset now, CancellationToken cancellation)
    {
        var end = EndAt(now);
        var from = end.Plus(-MonitorWindow.LookBackMinutes);
        var own = await rules.ListAsync(project.Id, cancellation);
        return new MonitorWindow(
            project,
            end,
            await rollups.ReadMinutesAsync(project.Id, from, end, cancellation),
            await users.ReadMinutesAsync(project.Id, from, end, cancellation),
            await HistoryAsync(project.Id, end, cancellation),
            await thresholds.ReadAsync(project.Id, cancellation)
        )
        {
            Rules = own,
            Spans = await SpansAsync(project, own, end, cancellation),
        };
    }

    private async Task<IReadOnlyDictionary<Minute, Spend>> HistoryAsync(string projectId, Minute end, CancellationToken cancellation) =>
        (
            await _histories.GetAsync(
                projectId,
                async () =>
                    (
                        await rollups.ReadAsync(projectId, end.Plus(-HistoryDays * Minute.PerDay).Quarter, end, CancellationToken.None)
                    ).Quarters,
                cancellation
            )
        )!;

    private async Task<IReadOnlyDictionary<MinuteSpan, SpanFigures>> SpansAsync(
        Project project,
        IReadOnlyList<AlertRule> own,
        Minute end,
        CancellationToken cancellation
    )
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(project.Settings.Zone);
        var figures = new Dictionary<MinuteSpan, SpanFigures>();
        var (byUser, byCell) = (own.Any(rule => rule.IsByUser), own.Any(rule => !rule.IsByUser));
        foreach (var span in RuleSpans.Beyond(own, end, zone))
            figures[span] =
                span.Before >= end
                    ? await ReadAsync(project.Id, span, byUser, byCell, cancellation)
                    : (
                        await _spans.GetAsync(
                            $"{project.Id}|{span.From.Number}|{span.Before.Number}|{byUser}|{byCell}",
                            async () => await ReadAsync(project.Id, span, byUser, byCell, CancellationToken.None),
                            cancellation
                        )
                    )!;
        return figures;
    }

    private async Task<SpanFigures> ReadAsync(string projectId, MinuteSpan span, bool byUser, bool byCell, CancellationToken cancellation)
    {
        var cells = byCell ? await rollups.ReadAsync(projectId, span.From, span.Before, cancellation) : new RollupSet();
        var spends = byUser ? await users.ReadAsync(projectId, span.From, span.Before, cancellation) : [];
        return new SpanFigures(
            cells,
            spends
                .Where(spend => spend.UserId is not null and not LlmCall.ErasedUser)
                .ToDictionary(spend => spend.UserId!, spend => spend.Spend, StringComparer.Ordinal)
        );
    }
}
