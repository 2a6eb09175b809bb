using System.Runtime.InteropServices;
using System.Text.Json;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Tests.Host.Child;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: HostingStartup(typeof(TestStartup))]

namespace LlmMonitor.Functions.Tests.Host.Child;

/// <summary>What the tests add to the program in a child process.</summary>
public sealed class TestStartup : IHostingStartup
{
    /// <summary>Set to <c>1</c>, a background service throws as soon as the app has started.</summary>
    public const string FaultSetting = "TEST_FAULTED_SERVICE";

    /// <summary>Set to <c>1</c> in the child only: ASP.NET Core also finds this class in tests that run the app in their own process.</summary>
    public const string ChildSetting = "TEST_CHILD";

    /// <summary>Set to <c>1</c>, a write beyond the process's file limit fails, as it does on a full disk, instead of ending the process.</summary>
    public const string FullDiskSetting = "TEST_FULL_DISK";

    private const PosixSignal FileTooLarge = (PosixSignal)25; // SIGXFSZ

    private static PosixSignalRegistration? beyondTheLimit;

    public void Configure(IWebHostBuilder builder) =>
        builder.ConfigureServices(services =>
        {
            if (Environment.GetEnvironmentVariable(ChildSetting) != "1")
                return;
            services.AddFunction<Echo>().AddFunction<Broken>();
            if (Environment.GetEnvironmentVariable(FullDiskSetting) == "1")
                beyondTheLimit = PosixSignalRegistration.Create(FileTooLarge, signal => signal.Cancel = true);
            if (Environment.GetEnvironmentVariable(FaultSetting) == "1")
                services.AddHostedService<FaultedService>();
        });
}

/// <summary>Says on stdout what it was given.</summary>
public sealed class Echo : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        Console.Out.WriteLineAsync("echo " + JsonSerializer.Serialize(invocation));
}

public sealed class Broken : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) => throw new InvalidOperationException("secret detail");
}

public sealed class FaultedService(IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task;
        throw new InvalidOperationException("the background service broke");
    }
}
