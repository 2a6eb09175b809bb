using LlmMonitor.Core;
using LlmMonitor.Functions;
using LlmMonitor.Functions.Commands;
using LlmMonitor.Functions.Cost;
using LlmMonitor.Functions.Demo;
using LlmMonitor.Functions.Feedback;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Bodies;
using LlmMonitor.Functions.Incidents;
using LlmMonitor.Functions.OpenAI;
using LlmMonitor.Functions.Probes;
using LlmMonitor.Functions.Projects;
using LlmMonitor.Functions.Reports;
using LlmMonitor.Functions.Reports.Weekly;
using LlmMonitor.Functions.Safety;
using LlmMonitor.Functions.SelfMonitoring;
using LlmMonitor.Functions.Sessions;
using LlmMonitor.Functions.Start;
using LlmMonitor.Functions.Storage;
using LlmMonitor.Functions.Telemetry;

if (await Command.RunAsync(args) is { } exitCode)
    return exitCode;

var builder = WebApplication.CreateBuilder(DemoChoice.Without(args));
var settings = builder.AddHost();
if (ExitCodes.Refusal(settings) is { } refused)
    return refused;

// Rooms: what the app can do.
builder.Services.AddStorage(builder.Configuration).AddProjects(builder.Configuration).AddLlmMonitor().AddBudgets(builder.Configuration);
builder.Services.AddModels().AddProbes().AddSafety(builder.Configuration).AddIncidents(builder.Configuration);
builder.Services.AddFeedback(builder.Configuration).AddSessions(builder.Configuration);
builder.Services.AddWeekly(builder.Configuration);
builder.Services.AddSingleton<FirstStart>().AddSingleton<DailyLetter>().AddSingleton<DailyMailer>();
builder.Services.AddSelfMonitoring().AddTriggers();
builder.Services.AddTelemetryExport(builder.Configuration);

var app = builder.Build();
app.UseProblems();
app.UseKeys();
app.UseGzipBodies();

// Routes: what the app answers.
app.MapApiPages();
app.MapHealth();
app.MapRooms();

// Triggers: under the Functions host it calls us; otherwise the pump does, and an operator can.
if (settings.UnderFunctionsHost)
    app.MapTriggers();
else
    app.MapAdminFunctions(isOperator: KeyedRequest.IsOperatorAsync);
app.ShowWelcome(settings);
app.FillDemo(DemoChoice.In(args));

// Start: what must be ready before the port opens.
return await app.RunToExitCodeAsync(prepare: services => services.GetRequiredService<FirstStart>().RunAsync());
