using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Canaries;
using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.GoldenSets;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Judge;
using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Outbound;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;
using LlmMonitor.Core.Reports.Weekly;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Safety.Rates;
using LlmMonitor.Core.Safety.Sampling;
using LlmMonitor.Core.Sessions;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core;

/// <summary>The domain's services, room by room. Needs <see cref="ITables"/>, <see cref="IQueues"/>, a clock, projects and options from outside.</summary>
public static class CoreServices
{
    public static IServiceCollection AddLlmMonitor(this IServiceCollection services)
    {
        // ground
        services.AddSingleton<WorkQueue>().AddSingleton<SecretBox>();

        // calls
        services.AddSingleton<CallIndex>().AddSingleton<CallStore>().AddSingleton<CallWriter>().AddSingleton<CallIngest>();
        foreach (var step in Catalogue.CallSteps)
            services.AddSingleton(step).AddSingleton(provider => (ICallStep)provider.GetRequiredService(step));

        // rollups
        services.AddSingleton<DimensionRegistry>().AddSingleton<RollupDeltas>().AddSingleton<SlotFold>().AddSingleton<SlotSweep>();
        services.AddSingleton<DayRollup>().AddSingleton<CompactionSweep>().AddSingleton<Compaction>().AddSingleton<Rebuild>();
        services.AddSingleton<RollupReader>().AddSingleton<UserSpendReader>().AddSingleton<CallSearch>();

        // privacy
        services.AddSingleton(KeptTables.All).AddSingleton<ForgetRun>().AddSingleton<CallErasure>();
        services.AddSingleton<QuoteErasure>().AddSingleton<TopErasure>();
        services.AddSingleton<ProjectExport>().AddSingleton<ProjectImport>();
        foreach (var room in KeptTables.Retained.Union(KeptTables.Personal))
            services.AddSingleton(room);
        foreach (var room in KeptTables.Retained)
            services.AddSingleton(provider => (IRetained)provider.GetRequiredService(room));
        foreach (var room in KeptTables.Personal)
            services.AddSingleton(provider => (IPersonalData)provider.GetRequiredService(room));

        // checks
        services.AddSingleton<CheckStore>().AddSingleton<DateOrderStore>();
        foreach (var check in Catalogue.Checks)
            services.AddSingleton(check);

        // changes
        services.AddSingleton<ChangeStore>().AddSingleton<SightingStore>().AddSingleton<ChangeBook>();
        services.AddSingleton<IFoldWatch>(provider => provider.GetRequiredService<SightingStore>());

        // embeddings
        services.AddSingleton<EmbeddingStore>().AddSingleton<EmbeddingWork>().AddSingleton<IHandOut, EmbeddingHandOut>();

        // operations
        services.AddSingleton<OperationDesk>();
        foreach (var work in Catalogue.Operations)
            services.AddSingleton(work).AddSingleton(provider => (IOperationWork)provider.GetRequiredService(work));

        // monitors
        services.AddSingleton<ThresholdStore>().AddSingleton<ThresholdProposals>().AddSingleton<AlertRuleStore>();
        services.AddSingleton<MonitorWindowReader>().AddSingleton<MonitorRun>().AddSingleton<FindingStore>();
        foreach (var monitor in Catalogue.Monitors)
            services.AddSingleton(monitor).AddSingleton(provider => (IMonitor)provider.GetRequiredService(monitor));

        // drift
        services.AddSingleton<OutputFeed>().AddSingleton<StreamStore>().AddSingleton<BaselineStore>().AddSingleton<ShapeRollups>();
        services.AddSingleton<StreamStart>().AddSingleton<StreamFeeding>().AddSingleton<AlarmEvidence>().AddSingleton<TellingExamples>();
        services.AddSingleton<DriftRun>().AddSingleton<QualityReports>();

        // alerts
        services.AddSingleton<AlertStore>().AddSingleton<NoticeStore>().AddSingleton<SilenceStore>().AddSingleton<ChannelStore>();
        services.AddSingleton<AlertDesk>().AddSingleton<NoticeDelivery>().AddSingleton<OutboundPost>();
        services.AddSingleton(provider => new OutboundGuard(
            provider.GetRequiredService<IOptions<AlertOptions>>().Value.AllowPrivateAddresses,
            $"{AlertOptions.Section}:{nameof(AlertOptions.AllowPrivateAddresses)}"
        ));
        services.AddSingleton<DecideVerdicts>(provider => provider.GetRequiredService<AlertDesk>().DecideAsync);
        foreach (var channel in Catalogue.Channels)
            services.AddSingleton(typeof(IAlertChannel), channel);

        // probes, judge, canaries, golden sets
        services.AddSingleton<ModelProbe>().AddSingleton<HttpProbe>().AddSingleton<Prober>().AddSingleton<RunClaims>();
        services.AddSingleton<CallPrice>(provider =>
            (project, call) => provider.GetRequiredService<PriceStep>().Price(call, project).Cost.Usd
        );
        services.AddSingleton<JudgeBudget>().AddSingleton<JudgeClient>();
        services.AddSingleton<CanaryStore>().AddSingleton<CanaryDesk>().AddSingleton<CanaryRunner>();
        services.AddSingleton<ExpectationRules>().AddSingleton<ExpectationJudge>();
        services.AddSingleton<GoldenStore>().AddSingleton<GoldenDesk>().AddSingleton<GoldenRunner>();
        services.AddSingleton<JudgedEvaluators>().AddSingleton<GoldenAsk>();

        // safety: sampling, judging, rates
        services.AddSingleton<SamplingBoostStore>().AddSingleton<PromptVersionStore>().AddSingleton<SafetySampler>();
        services
            .AddSingleton<SlotSampling>()
            .AddSingleton<JudgementStore>()
            .AddSingleton<JudgeReviews>()
            .AddSingleton<JudgeWork>()
            .AddSingleton<IHandOut, JudgeHandOut>();
        services.AddSingleton<SafetyHours>().AddSingleton<SafetyRun>().AddSingleton<SafetyReports>();

        // feedback, sessions
        services.AddSingleton<FeedbackStore>().AddSingleton<FeedbackDesk>().AddSingleton<FeedbackReports>().AddSingleton<FeedbackWatch>();
        services.AddSingleton<SessionStore>().AddSingleton<SessionDesk>().AddSingleton<SessionReports>().AddSingleton<SessionWatch>();
        services.AddSingleton<SessionCalls>().AddSingleton<IHandOut>(provider => provider.GetRequiredService<SessionCalls>());

        // cost, mail, reports
        services.AddSingleton(_ => PriceTable.Embedded).AddSingleton<CostReports>();
        services.AddSingleton<MailPost>().AddSingleton<ReportStore>().AddSingleton<DailyReports>();
        services.AddSingleton<WeeklyStore>().AddSingleton<ThemeDesk>().AddSingleton<ComplaintReader>();
        services.AddSingleton<WeeklyReviews>().AddSingleton<WeeklyReports>().AddSingleton<WeeklyWatch>();

        // incidents
        services.AddSingleton<IncidentsOf>(provider =>
            async (projectId, cancellation) =>
                (await provider.GetRequiredService<IncidentStore>().ReadIndexAsync(projectId, cancellation)).Index.Alerts
        );
        services.AddSingleton<IncidentStore>().AddSingleton<IncidentJoining>().AddSingleton<IncidentDesk>();
        services.AddSingleton<CallSample>().AddSingleton<ProbeLookReader>().AddSingleton<SafetyEvidence>().AddSingleton<EvidenceReader>();
        services.AddSingleton<SafeActions>().AddSingleton<Investigator>().AddSingleton<AffectedReader>();
        return services;
    }
}
