using LlmMonitor.Functions.Alerts;
using LlmMonitor.Functions.Calls;
using LlmMonitor.Functions.Canaries;
using LlmMonitor.Functions.Changes;
using LlmMonitor.Functions.Checks;
using LlmMonitor.Functions.Cost;
using LlmMonitor.Functions.Drift;
using LlmMonitor.Functions.Feedback;
using LlmMonitor.Functions.GoldenSets;
using LlmMonitor.Functions.Incidents;
using LlmMonitor.Functions.Latency;
using LlmMonitor.Functions.Monitors;
using LlmMonitor.Functions.Operations;
using LlmMonitor.Functions.Privacy;
using LlmMonitor.Functions.Projects;
using LlmMonitor.Functions.Reports;
using LlmMonitor.Functions.Reports.Weekly;
using LlmMonitor.Functions.Safety;
using LlmMonitor.Functions.Safety.Reviews;
using LlmMonitor.Functions.Sessions;

namespace LlmMonitor.Functions;

/// <summary>What the app answers below <c>/api/v1</c>, room by room.</summary>
internal static class Routes
{
    public static void MapRooms(this WebApplication app)
    {
        var v1 = app.MapGroup("/api/v1");
        v1.MapProjects();
        v1.MapCalls();
        v1.MapLatency();
        v1.MapCost();
        v1.MapBudgets();
        v1.MapChecks();
        v1.MapThresholds();
        v1.MapAlertRules();
        v1.MapAlerts();
        v1.MapDrift();
        v1.MapQuality();
        v1.MapCanaries();
        v1.MapGoldenSets();
        v1.MapChanges();
        v1.MapIncidents();
        v1.MapReports();
        v1.MapWeekly();
        v1.MapOperations();
        v1.MapUsers();
        v1.MapSafety();
        v1.MapReviews();
        v1.MapSafetyReport();
        v1.MapFeedback();
        v1.MapSessions();
    }
}
