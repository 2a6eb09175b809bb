using LlmMonitor.Functions.Alerts;
using LlmMonitor.Functions.Calls;
using LlmMonitor.Functions.Canaries;
using LlmMonitor.Functions.Cost;
using LlmMonitor.Functions.Drift;
using LlmMonitor.Functions.Embeddings;
using LlmMonitor.Functions.Feedback;
using LlmMonitor.Functions.GoldenSets;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Incidents;
using LlmMonitor.Functions.Monitors;
using LlmMonitor.Functions.Operations;
using LlmMonitor.Functions.Privacy;
using LlmMonitor.Functions.Reports;
using LlmMonitor.Functions.Rollups;
using LlmMonitor.Functions.Safety;
using LlmMonitor.Functions.Safety.Reviews;
using LlmMonitor.Functions.SelfMonitoring;
using LlmMonitor.Functions.Sessions;

namespace LlmMonitor.Functions;

/// <summary>The queue and timer functions. A type's name is the function's name; its function.json lies beside the type.</summary>
internal static class Triggers
{
    public static IServiceCollection AddTriggers(this IServiceCollection services) =>
        services
            .AddFunction<FoldSlot>()
            .AddFunction<SweepSlots>()
            .AddFunction<CompactRollups>()
            .AddFunction<CompactDay>()
            .AddFunction<RunMonitors>()
            .AddFunction<RunProjectMonitors>()
            .AddFunction<DeliverAlert>()
            .AddFunction<SettleReservations>()
            .AddFunction<EmbedOutputs>()
            .AddFunction<RunDriftChecks>()
            .AddFunction<RunProjectDrift>()
            .AddFunction<WriteReports>()
            .AddFunction<WriteProjectReports>()
            .AddFunction<RunCanaries>()
            .AddFunction<RunProjectCanaries>()
            .AddFunction<RunGoldenSets>()
            .AddFunction<RunGoldenSet>()
            .AddFunction<CheckReviews>()
            .AddFunction<CheckProjectReviews>()
            .AddFunction<JudgeCalls>()
            .AddFunction<RunSafetyRates>()
            .AddFunction<RunProjectSafety>()
            .AddFunction<ForgetOldData>()
            .AddFunction<ForgetProjectData>()
            .AddFunction<RunFeedback>()
            .AddFunction<RunProjectFeedback>()
            .AddFunction<JoinSessionCalls>()
            .AddFunction<RunSessionChecks>()
            .AddFunction<RunProjectSessions>()
            .AddFunction<InvestigateIncident>()
            .AddFunction<CheckMonitor>()
            .AddFunction<CheckMonitorOfProject>()
            .AddFunction<RunOperation>();
}
