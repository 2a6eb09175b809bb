using System.Net.Http.Headers;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Host;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace LlmMonitor.Functions.Tests.Faults;

/// <summary>One instance of the whole app, with its own clock and its own weather, over storage that it shares with others.</summary>
internal sealed class StormInstance : IAsyncDisposable
{
    private readonly WholeApp whole;
    private readonly WebApplicationFactory<Program> app;

    public StormInstance(TimeProvider time, Weather weather, IQueues post, string folder, (string, string)[] settings)
    {
        Weather = weather;
        whole = new WholeApp(time, folder, [.. settings, ("LlmMonitor:Triggers", "host")]);
        app = whole.WithWebHostBuilder(builder =>
            builder.ConfigureTestServices(services =>
            {
                var inner = services.Last(service => service.ServiceType == typeof(ITables));
                services.AddSingleton<ITables>(provider => new FaultyTables(
                    (ITables)(inner.ImplementationInstance ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)),
                    weather
                ));
                services.AddSingleton<IQueues>(new FaultyQueues(post, weather));
            })
        );
        Client = app.CreateClient();
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestApp.AdminKey);
    }

    public Weather Weather { get; }

    public HttpClient Client { get; }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <returns>Whether it was done.</returns>
    public async Task<bool> RunAsync(string function, string? input = null) =>
        (await Client.AskAsync(HttpMethod.Post, $"/admin/functions/{function}?wait=true", new { input })).Status == 200;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        await whole.DisposeAsync();
    }
}
