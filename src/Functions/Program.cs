using LlmMonitor.Functions.Host;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.AddHost();

// Rooms: what the app can do.

// Functions: queues and timers. The type's name is the function's name; its function.json lies beside the type.

var app = builder.Build();
app.UseProblems();

// Routes: what the app answers.
app.MapApiPages();

// Triggers: under the Functions host it calls us; otherwise the pump does, and an operator can.
if (settings.UnderFunctionsHost)
    app.MapTriggers();
else
    app.MapAdminFunctions(isOperator: AdminFunctions.WithKey(settings.AdminKey));

// Start: what must be ready before the port opens.
return await app.RunToExitCodeAsync(prepare: _ => Task.CompletedTask);
