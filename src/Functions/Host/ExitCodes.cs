using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Functions.Host;

/// <summary>
/// 0: a person asked the app to stop (Ctrl+C, SIGTERM). 1: it did not start, or stopped by itself. The Functions host starts a handler
/// again unless it ended with 0, and never asks one to stop (it sends SIGKILL): under it every stop is a 1.
/// </summary>
public static class ExitCodes
{
    private const int Asked = 0;
    private const int Failed = 1;

    /// <summary>Says on stderr with which settings the app does not start.</summary>
    /// <returns>The exit code then; null where nothing is wrong.</returns>
    public static int? Refusal(HostSettings settings)
    {
        var faults = settings.Faults().ToList();
        foreach (var fault in faults)
            Console.Error.WriteLine(fault);
        return faults.Count > 0 ? Failed : null;
    }

    /// <summary>Starts the app, waits for its end and says with which code the process shall end.</summary>
    /// <param name="prepare">The work to be done before the port opens, for an open port means ready.</param>
    public static async Task<int> RunToExitCodeAsync(this WebApplication app, Func<IServiceProvider, Task> prepare)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("LlmMonitor");
        var settings = app.Services.GetRequiredService<HostSettings>();
        var asked = false;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => asked = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => asked = true);
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate(); // before the host, which would log a stack trace
            await prepare(app.Services);
            await app.StartAsync();
            log.LogInformation("LLM Monitor listens on {Urls}.", string.Join(", ", Addresses(app)));
            await app.WaitForShutdownAsync();
            return asked && !settings.UnderFunctionsHost ? Asked : Failed;
        }
        catch (OptionsValidationException fault)
        {
            foreach (var sentence in fault.Failures)
                log.LogCritical("{Fault}", sentence);
            return Failed;
        }
#pragma warning disable CA1031 // The last catch: a fault becomes a line and an exit code.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogCritical(fault, "LLM Monitor stopped.");
            return Failed;
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    /// <summary>None where a test serves the app without a port.</summary>
    private static ICollection<string> Addresses(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
}
