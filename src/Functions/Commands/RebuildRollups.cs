using LlmMonitor.Core;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using LlmMonitor.Functions.Storage;

namespace LlmMonitor.Functions.Commands;

/// <summary>
/// <c>rebuild --from yyyy-MM-dd [--to yyyy-MM-dd] [--project default]</c>: computes the rollups of days (UTC, both included) anew from their calls,
/// on the storage that the app's settings name. A running app does the same at <c>POST /api/v1/rollups/rebuild</c>.
/// </summary>
internal static class RebuildRollups
{
    public static async Task<int> RunAsync(string[] args)
    {
        var from =
            Command.DateOption(args, "from")
            ?? throw new CommandException("Use: rebuild --from yyyy-MM-dd [--to yyyy-MM-dd] [--project default]");
        var to = Command.DateOption(args, "to") ?? from;
        var builder = WebApplication.CreateBuilder();
        builder.AddHost();
        builder.Services.AddStorage(builder.Configuration).AddProjects(builder.Configuration).AddLlmMonitor();
        await using var app = builder.Build();
        var id = Command.Option(args, "project") ?? Project.DefaultId;
        var project =
            await app.Services.GetRequiredService<ProjectStore>().FindAsync(id) ?? throw new CommandException($"There is no project {id}.");
        var rebuilt = await app.Services.GetRequiredService<Rebuild>().RunAsync(project, from, to, CancellationToken.None);
        Console.WriteLine(
            $"Rebuilt {rebuilt.First:yyyy-MM-dd} to {rebuilt.Last:yyyy-MM-dd} of project {id} from {rebuilt.Calls:#,0} calls."
        );
        return 0;
    }
}
