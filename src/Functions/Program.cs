using LlmMonitor.Core;
using LlmMonitor.Functions.Calls;
using LlmMonitor.Functions.Commands;
using LlmMonitor.Functions.Cost;
using LlmMonitor.Functions.Demo;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Latency;
using LlmMonitor.Functions.Operations;
using LlmMonitor.Functions.Projects;
using LlmMonitor.Functions.Reports;
using LlmMonitor.Functions.Rollups;
using LlmMonitor.Functions.Start;
using LlmMonitor.Functions.Storage;

if (await Command.RunAsync(args) is { } exitCode)
    return exitCode;

var builder = WebApplication.CreateBuilder([.. args.Where(arg => arg != "--demo")]); // a bare switch would take the next argument for its value
var settings = builder.AddHost();
if (ExitCodes.Refusal(settings) is { } refused)
    return refused;

// Rooms: what the app can do.
builder.Services.AddStorage(builder.Configuration).AddProjects(builder.Configuration).AddLlmMonitor();
builder.Services.AddSingleton<FirstStart>().AddSingleton<DailyLetter>().AddSingleton<DailyMailer>();

// Functions: queues and timers. The type's name is the function's name; its function.json lies beside the type.
builder.Services.AddFunction<FoldSlot>();
builder.Services.AddFunction<SweepSlots>();
builder.Services.AddFunction<CompactRollups>();
builder.Services.AddFunction<CompactDay>();
builder.Services.AddFunction<RunOperation>();
builder.Services.AddFunction<WriteReports>();
builder.Services.AddFunction<WriteProjectReports>();

var app = builder.Build();
app.UseProblems();
app.UseKeys();

// Routes: what the app answers.
app.MapApiPages();
var v1 = app.MapGroup("/api/v1");
v1.MapProjects();
v1.MapCalls();
v1.MapLatency();
v1.MapCost();
v1.MapReports();
v1.MapOperations();

// Triggers: under the Functions host it calls us; otherwise the pump does, and an operator can.
if (settings.UnderFunctionsHost)
    app.MapTriggers();
else
    app.MapAdminFunctions(isOperator: KeyedRequest.IsOperatorAsync);
app.ShowWelcome(settings);
if (args.Contains("--demo"))
    app.FillDemo();

// Start: what must be ready before the port opens.
return await app.RunToExitCodeAsync(prepare: services => services.GetRequiredService<FirstStart>().RunAsync());
