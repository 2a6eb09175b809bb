using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Canaries;
using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Cost.Budgets.Gate;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.GoldenSets;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;
using LlmMonitor.Core.Reports.Weekly;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Safety.Gate;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Safety.Keeping;
using LlmMonitor.Core.Safety.Rates;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Core.Safety.Sampling;
using LlmMonitor.Core.Sessions;

namespace LlmMonitor.Core;

/// <summary>
/// Every table of the product: how long its rows stay, where they show their age, and how a person is erased from it. A table that is not here fails a
/// test; docs/reference/storage-layout.md says what each holds.
/// </summary>
public static class KeptTables
{
    /// <summary>The trigger pump's table, which lies in the app and not here.</summary>
    public const string Timers = "timers";

    private const string Second = "yyyyMMddHHmmss";
    private const string Hour = "yyyyMMddHH";
    private const string Day = "yyyyMMdd";

    public static IReadOnlyList<KeptTable> All { get; } =
    [
        // What came in. Texts and vectors lie in the slots of their calls; calls and their claims end together.
        new(CallTables.Texts, KeptFor.Texts, RowAge.OfPartition(Second), PersonIn.Room),
        new(EmbeddingStore.Table, KeptFor.Embeddings, RowAge.OfPartition(Second), PersonIn.Room),
        new(CallTables.Calls, KeptFor.Calls, null, PersonIn.Room),
        new(CallTables.Index, KeptFor.Calls, null, PersonIn.Nowhere),
        new(CallTables.Markers, KeptFor.Work, null, PersonIn.Nowhere),
        // What is said of single calls.
        new(GateHitStore.Table, KeptFor.Calls, RowAge.OfPartition(Day), PersonIn.Words),
        new(JudgementStore.Table, KeptFor.Calls, RowAge.OfPartition(Hour), PersonIn.Room),
        new(ReviewStore.Table, KeptFor.Calls, null, PersonIn.Room),
        new(FeedbackStore.Table, KeptFor.Calls, null, PersonIn.Room),
        new(SessionStore.Table, KeptFor.Calls, null, PersonIn.Room),
        new(StreamStore.Table, KeptFor.Calls, null, PersonIn.Words),
        new(OperationDesk.Table, KeptFor.Calls, RowAge.PartOfKey(Second, '-', 2), PersonIn.Nowhere) { Moves = false },
        new(RunClaims.Table, KeptFor.Calls, RowAge.PartOfKey(Second), PersonIn.Nowhere) { Moves = false },
        // Figures.
        new(RollupTables.Rollups, KeptFor.Figures, RowAge.OfPartition(Day), PersonIn.Room),
        new(RollupTables.UserSpend, KeptFor.Figures, RowAge.OfPartition(Day), PersonIn.Room),
        new(RollupTables.Dimensions, KeptFor.Figures, RowAge.OfKey(Day), PersonIn.Nowhere),
        new(RollupTables.Pending, KeptFor.Work, null, PersonIn.Nowhere),
        new(GateCounts.Table, KeptFor.Figures, RowAge.OfPartition(Day), PersonIn.Nowhere),
        new(SafetyHours.Table, KeptFor.Figures, RowAge.OfKey(Hour), PersonIn.Nowhere),
        new(ShapeRollups.Table, KeptFor.Figures, RowAge.OfPartition(Day), PersonIn.Nowhere),
        new(ReportStore.Table, KeptFor.Figures, RowAge.OfKey("yyyy-MM-dd", "daily|"), PersonIn.Words),
        new(WeeklyStore.Reviews, KeptFor.Figures, RowAge.OfKey("yyyy-MM-dd"), PersonIn.Words),
        new(WeeklyStore.Themes, KeptFor.Figures, RowAge.OfKey(Day), PersonIn.Words),
        new(CanaryStore.Results, KeptFor.Figures, RowAge.PartOfKey(Second), PersonIn.Nowhere),
        new(GoldenStore.Runs, KeptFor.Figures, RowAge.PartOfKey(Second), PersonIn.Nowhere),
        new(GoldenStore.Results, KeptFor.Figures, RowAge.EndOfPartition(Second), PersonIn.Room),
        new(ChangeStore.Table, KeptFor.Figures, null, PersonIn.Words),
        new(IncidentStore.Table, KeptFor.Figures, null, PersonIn.Words) { Moves = false },
        new(AuditLog.Table, KeptFor.Figures, RowAge.OfKey(Day), PersonIn.Nowhere),
        // What is said to people, and work: their rooms end it.
        new(AlertStore.Table, KeptFor.Work, null, PersonIn.Words) { Moves = false },
        new(FindingStore.Table, KeptFor.Work, null, PersonIn.Words) { Moves = false },
        new(LedgerBook.Table, KeptFor.Work, null, PersonIn.Room) { Moves = false },
        new(DateOrderStore.Table, KeptFor.Work, null, PersonIn.Nowhere),
        new(FeedCursor.Table, KeptFor.Work, null, PersonIn.Nowhere),
        new(SamplingBoostStore.Table, KeptFor.Work, null, PersonIn.Nowhere) { Moves = false },
        new(Timers, KeptFor.Work, null, PersonIn.Nowhere) { Moves = false },
        // What people set.
        new(ProjectStore.Table, KeptFor.Settings, null, PersonIn.Nowhere) { Moves = false },
        new(KeyStore.Table, KeptFor.Settings, null, PersonIn.Nowhere) { Moves = false },
        new(ThresholdStore.Table, KeptFor.Settings, null, PersonIn.Nowhere),
        new(AlertRuleStore.Table, KeptFor.Settings, null, PersonIn.Words),
        new(ChannelStore.Table, KeptFor.Settings, null, PersonIn.Nowhere),
        new(SilenceStore.Table, KeptFor.Settings, null, PersonIn.Words),
        new(BudgetStore.Table, KeptFor.Settings, null, PersonIn.Words),
        new(CheckStore.Table, KeptFor.Settings, null, PersonIn.Nowhere),
        new(BaselineStore.Table, KeptFor.Settings, null, PersonIn.Nowhere),
        new(PatternStore.Table, KeptFor.Settings, null, PersonIn.Nowhere),
        new(SightingStore.Table, KeptFor.Settings, null, PersonIn.Nowhere),
        new(PromptVersionStore.Table, KeptFor.Settings, null, PersonIn.Nowhere),
        new(FeedbackStore.CategoriesTable, KeptFor.Settings, null, PersonIn.Nowhere),
        new(CanaryStore.Table, KeptFor.Settings, null, PersonIn.Nowhere),
        new(GoldenStore.Heads, KeptFor.Settings, null, PersonIn.Nowhere),
        new(GoldenStore.Versions, KeptFor.Settings, null, PersonIn.Nowhere),
        new(GoldenStore.Examples, KeptFor.Settings, null, PersonIn.Room),
    ];

    /// <summary>Rooms that end rows themselves.</summary>
    public static IReadOnlyList<Type> Retained { get; } =
    [
        typeof(CallRetention),
        typeof(ReviewKeeping),
        typeof(FeedbackKeeping),
        typeof(SessionKeeping),
        typeof(StreamKeeping),
        typeof(ChangeKeeping),
        typeof(IncidentKeeping),
    ];

    /// <summary>Rooms that erase a person, in this order. Spend comes last but for words: its rows say in which hours the person is still to be looked for.</summary>
    public static IReadOnlyList<Type> Personal { get; } =
    [
        typeof(EmbeddingErasure),
        typeof(JudgementErasure),
        typeof(ReviewKeeping),
        typeof(FeedbackKeeping),
        typeof(SessionKeeping),
        typeof(StreamKeeping),
        typeof(GoldenErasure),
        typeof(LedgerErasure),
        typeof(UserErasure),
        typeof(WordErasure),
    ];
}
