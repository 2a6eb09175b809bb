using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Reports;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LlmMonitor.Core;

/// <summary>The domain's services, room by room. Needs <see cref="ITables"/>, <see cref="IQueues"/>, a clock, projects and options from outside.</summary>
public static class CoreServices
{
    public static IServiceCollection AddLlmMonitor(this IServiceCollection services)
    {
        // ground
        services.AddSingleton<WorkQueue>();

        // calls
        services.AddSingleton<CallIndex>().AddSingleton<CallStore>().AddSingleton<CallWriter>().AddSingleton<CallIngest>();
        foreach (var step in Catalogue.CallSteps)
            services.AddSingleton(step).AddSingleton(provider => (ICallStep)provider.GetRequiredService(step));

        // rollups
        services.AddSingleton<DimensionRegistry>().AddSingleton<RollupDeltas>().AddSingleton<SlotFold>().AddSingleton<SlotSweep>();
        services.AddSingleton<DayRollup>().AddSingleton<CompactionSweep>().AddSingleton<Compaction>().AddSingleton<Rebuild>();
        services.AddSingleton<RollupReader>().AddSingleton<UserSpendReader>().AddSingleton<CallSearch>();

        // checks
        services.AddSingleton<CheckStore>().AddSingleton<DateOrderStore>();
        foreach (var check in Catalogue.Checks)
            services.AddSingleton(check);

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
        services.AddSingleton<AlertDesk>().AddSingleton<NoticeDelivery>().AddSingleton<OutboundGuard>().AddSingleton<OutboundPost>();
        services.AddSingleton<DecideVerdicts>(provider => provider.GetRequiredService<AlertDesk>().DecideAsync);
        foreach (var channel in Catalogue.Channels)
            services.AddSingleton(typeof(IAlertChannel), channel);

        // cost, mail, reports
        services.AddSingleton(_ => PriceTable.Embedded).AddSingleton<CostReports>();
        services.AddSingleton<MailPost>().AddSingleton<ReportStore>().AddSingleton<DailyReports>();
        return services;
    }
}
