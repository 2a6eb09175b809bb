using LlmMonitor.Functions.Tests.Host;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmMonitor.Functions.Tests.Apps;

/// <summary>The real app, without a port, as it is composed in Program.cs; the clock is the caller's.</summary>
/// <param name="folder">Holds its data; the caller deletes it.</param>
/// <param name="settings">Over those of every test: the operator's key and the data folder.</param>
public sealed class WholeApp(TimeProvider time, string folder, params (string Name, string Value)[] settings)
    : WebApplicationFactory<Program>
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseContentRoot(folder);
        builder.UseSetting("LlmMonitor:AdminKey", TestApp.AdminKey);
        builder.UseSetting("LlmMonitor:DataFolder", Path.Combine(folder, "data"));
        foreach (var (name, value) in settings)
            builder.UseSetting(name, value);
        builder.ConfigureTestServices(services => services.AddSingleton(time).AddLogging(logging => logging.ClearProviders()));
    }
}
