using LlmMonitor.Core.Projects;

namespace LlmMonitor.Functions.Host;

/// <summary>Where the app runs, and who pulls its triggers. Read once at the start; <see cref="Faults"/> names what is wrong.</summary>
public sealed class HostSettings(IConfiguration configuration)
{
    private const string PortName = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>The port that the Functions host gave us; null without it.</summary>
    public int? HandlerPort { get; } =
        int.TryParse(configuration[PortName], out var port) && port is > 0 and <= ushort.MaxValue ? port : null;

    public bool UnderFunctionsHost { get; } = !string.IsNullOrEmpty(configuration[PortName]);

    public bool OnAzureStorage { get; } =
        !string.IsNullOrEmpty(configuration["AzureWebJobsStorage"]) || configuration.GetSection("AzureWebJobsStorage").GetChildren().Any();

    /// <summary>The bootstrap operator key.</summary>
    public string? AdminKey { get; } = configuration["LlmMonitor:AdminKey"];

    /// <summary><c>pump</c> (default): the app pulls its triggers itself; <c>host</c>: a Functions host elsewhere does.</summary>
    public string Triggers { get; } = configuration["LlmMonitor:Triggers"] ?? "pump";

    public bool PumpsTriggers => !UnderFunctionsHost && Triggers == "pump";

    /// <summary>Why the app must not start, one sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (UnderFunctionsHost && HandlerPort is null)
            yield return $"{PortName} is '{configuration[PortName]}': it must be a port from 1 to {ushort.MaxValue}.";
        if (Triggers is not ("pump" or "host"))
            yield return $"LlmMonitor__Triggers is '{Triggers}': it must be pump (the app runs its triggers) or host (a Functions host does).";
        if (string.IsNullOrEmpty(AdminKey) && (UnderFunctionsHost || OnAzureStorage))
            yield return "LlmMonitor__AdminKey is not set: under the Functions host or on Azure Storage the app does not start without an operator "
                + "key. Set it to a long random text.";
        if (AdminKey is { Length: > 0 and < KeyRules.BootstrapCharacters })
            yield return $"LlmMonitor__AdminKey has {AdminKey.Length} characters: set it to a random text of at least {KeyRules.BootstrapCharacters}.";
        var account = configuration.GetSection("AzureWebJobsStorage");
        if (string.IsNullOrEmpty(account.Value) && string.IsNullOrEmpty(account["accountName"]))
            if (string.IsNullOrEmpty(account["tableServiceUri"]) != string.IsNullOrEmpty(account["queueServiceUri"]))
                yield return "AzureWebJobsStorage names only one of two services: set both AzureWebJobsStorage__tableServiceUri and "
                    + "AzureWebJobsStorage__queueServiceUri, or AzureWebJobsStorage__accountName, or a connection string in AzureWebJobsStorage.";
    }
}
