using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Privacy;

/// <summary>Before which time what may go, by a project's settings. Calls, texts and vectors go by when they were received, figures by the day they are of.</summary>
public sealed record Cutoffs(DateTimeOffset Calls, DateTimeOffset Texts, DateTimeOffset Embeddings, DateTimeOffset Figures)
{
    /// <summary>How much longer than set a call stays, so that a copy of it which was taken just in time is folded while its id is still known.</summary>
    public static TimeSpan Margin { get; } = TimeSpan.FromHours(1);

    /// <summary>Calls received before <see cref="Calls"/> were sent before this: their clocks may be ahead.</summary>
    public DateTimeOffset CallsKeptFrom => Calls + CallLimits.ClockAhead;

    public static Cutoffs Of(ProjectSettings settings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var texts = Math.Min(settings.TextRetentionDays ?? settings.RetentionDays, settings.RetentionDays);
        var vectors = Math.Min(settings.EmbeddingRetentionDays ?? texts, settings.RetentionDays);
        var figures = Math.Max(settings.RollupRetentionDays, settings.RetentionDays) + 1; // Days go whole.
        return new(
            Slot.Of(now.AddDays(-settings.RetentionDays) - Margin).Start,
            Slot.Of(now.AddDays(-texts)).Start,
            Slot.Of(now.AddDays(-vectors)).Start,
            new DateTimeOffset(now.UtcDateTime.Date.AddDays(-figures), TimeSpan.Zero)
        );
    }

    /// <exception cref="ArgumentOutOfRangeException">Settings and work have no age.</exception>
    public DateTimeOffset Of(KeptFor kept) =>
        kept switch
        {
            KeptFor.Calls => Calls,
            KeptFor.Texts => Texts,
            KeptFor.Embeddings => Embeddings,
            KeptFor.Figures => Figures,
            _ => throw new ArgumentOutOfRangeException(nameof(kept), kept, "has no age"),
        };
}
