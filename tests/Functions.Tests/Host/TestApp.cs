using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Tests.Apps;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmMonitor.Functions.Tests.Host;

/// <summary>The whole app without a port, in a folder of its own, with the function Probe added.</summary>
public sealed class TestApp(Probe.Body? probe = null) : WebApplicationFactory<Program>
{
    public const string AdminKey = "operator-key-of-the-tests";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("app-");

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // Not the source folder: a developer's local.settings.json is no part of a test.
        builder.UseContentRoot(folder.FullName);
        builder.UseSetting("LlmMonitor:AdminKey", AdminKey);
        builder.UseSetting("LlmMonitor:DataFolder", Path.Combine(folder.FullName, "data"));
        builder.ConfigureTestServices(services =>
            services
                .AddFunction<Probe>()
                .AddSingleton(probe ?? ((_, _) => Task.CompletedTask))
                .AddLogging(logging => logging.ClearProviders())
        );
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(folder.FullName))
            folder.Remove();
    }
}
