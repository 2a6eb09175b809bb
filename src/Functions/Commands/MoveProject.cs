using LlmMonitor.Core;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using LlmMonitor.Functions.Storage;

namespace LlmMonitor.Functions.Commands;

/// <summary>
/// <c>export [--project default] --file project.jsonl</c> and <c>import --project id --file project.jsonl [--again true]</c>, on the storage that the app's
/// settings name. The app may run beside them.
/// </summary>
internal static class MoveProject
{
    public static async Task<int> ExportAsync(string[] args)
    {
        await using var app = Build();
        var project = await ProjectAsync(app, args);
        var rows = -2L; // Head and end are no rows.
        await using (var file = File.CreateText(FileOf(args)))
            await foreach (var line in app.Services.GetRequiredService<ProjectExport>().RunAsync(project))
            {
                await file.WriteLineAsync(line);
                rows++;
            }
        Console.WriteLine($"Exported {rows:#,0} rows of project {project.Id}.");
        return 0;
    }

    public static async Task<int> ImportAsync(string[] args)
    {
        await using var app = Build();
        var project = await ProjectAsync(app, args);
        try
        {
            var rows = await app
                .Services.GetRequiredService<ProjectImport>()
                .RunAsync(project, File.ReadLinesAsync(FileOf(args)), Command.Option(args, "again") == "true");
            Console.WriteLine($"Imported {rows:#,0} rows into project {project.Id}.");
            return 0;
        }
        catch (Exception fault) when (fault is FormatException or IOException)
        {
            throw new CommandException(fault.Message);
        }
    }

    private static string FileOf(string[] args) =>
        Command.Option(args, "file") ?? throw new CommandException("--file names the file to write or read.");

    private static async Task<Project> ProjectAsync(WebApplication app, string[] args)
    {
        var id = Command.Option(args, "project") ?? Project.DefaultId;
        return await app.Services.GetRequiredService<ProjectStore>().FindAsync(id)
            ?? throw new CommandException($"There is no project {id}.");
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddHost();
        builder.Services.AddStorage(builder.Configuration).AddProjects(builder.Configuration).AddLlmMonitor();
        return builder.Build();
    }
}
