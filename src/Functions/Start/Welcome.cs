using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LlmMonitor.Functions.Start;

/// <summary>What a person reads in the terminal once the app listens. Under the Functions host nobody reads it, and each line costs money.</summary>
public static class Welcome
{
    public static void ShowWelcome(this WebApplication app, HostSettings settings)
    {
        if (!settings.UnderFunctionsHost)
            app.Lifetime.ApplicationStarted.Register(() => Console.Out.WriteLine(Text(app, settings)));
    }

    private static string Text(WebApplication app, HostSettings settings)
    {
        var url =
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? "http://127.0.0.1:7071";
        var folder = Path.GetFullPath(app.Configuration[StorageServices.FolderSetting] is { Length: > 0 } named ? named : "data");
        var made = app.Services.GetRequiredService<FirstStart>().Made;
        var key = made?.App ?? "<your key>";
        return $$"""

            LLM Monitor listens on {{url}}
            Storage: {{(settings.OnAzureStorage ? "Azure Storage" : $"SQLite in {folder}")}}
            {{(made is null ? "" : Keys(made))}}
            Record a first call:
              curl -s {{url}}/api/v1/calls -H "Authorization: Bearer {{key}}" -H "Content-Type: application/json" -d '{"request_id":"first-1","model":"gpt-4o","endpoint":"chat","feature":"hello","user_id":"me","input_tokens":1200,"output_tokens":300,"ttft_seconds":0.4,"total_seconds":2.1}'
            Read what today cost (a call is in every report within 15 seconds):
              curl -s {{url}}/api/v1/reports/cost -H "Authorization: Bearer {{key}}"

            API reference: {{url}}/api/reference
            Stop with Ctrl+C; everything is kept.

            """;
    }

    private static string Keys(FirstKeys made) =>
        $"""

            This is the first start: project "default" was made, with two keys. They are shown this once; only their hashes are kept.
              operator key  {made.Operator}   makes projects and keys, runs functions
              app key       {made.App}   records calls and reads reports

            """;
}
