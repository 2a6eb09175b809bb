using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Tests.Apps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host;

public sealed class HostSetupTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("setup-");

    public void Dispose() => folder.Remove();

    [Fact]
    public void The_example_of_local_settings_can_be_copied_as_it_is()
    {
        File.Copy(Repository.PathOf("local.settings.json.example"), Path.Combine(folder.FullName, "local.settings.json"));
        Assert.Empty(Builder().AddHost().Faults());
    }

    [Fact]
    public void Local_settings_are_read_an_empty_one_is_none_and_anything_else_wins()
    {
        File.WriteAllText(
            Path.Combine(folder.FullName, "local.settings.json"),
            """{ "Values": { "LlmMonitor__AdminKey": "from the file", "LlmMonitor__DataFolder": "", "LlmMonitor__Triggers": "host" } }"""
        );
        var builder = Builder("--LlmMonitor:Triggers", "pump");
        var settings = builder.AddHost();
        Assert.Equal("from the file", settings.AdminKey);
        Assert.Equal("pump", settings.Triggers);
        Assert.Null(builder.Configuration["LlmMonitor:DataFolder"]);
    }

    [Fact]
    public async Task What_must_be_ready_is_done_before_the_port_opens()
    {
        var app = App();
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        var open = new List<bool>();
        var code = await app.RunToExitCodeAsync(_ =>
        {
            open.Add(lifetime.ApplicationStarted.IsCancellationRequested);
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
            return Task.CompletedTask;
        });
        Assert.Equal([false], open);
        Assert.Equal(1, code); // It stopped, and nobody had asked from outside.
    }

    [Fact]
    public async Task What_cannot_be_made_ready_never_opens_the_port()
    {
        var app = App();
        var started = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted;
        Assert.Equal(1, await app.RunToExitCodeAsync(_ => throw new IOException("the disk is away")));
        Assert.False(started.IsCancellationRequested);
    }

    private WebApplication App()
    {
        var builder = Builder();
        builder.AddHost();
        builder.WebHost.UseTestServer();
        return builder.Build();
    }

    private WebApplicationBuilder Builder(params string[] arguments) =>
        WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = folder.FullName });
}
