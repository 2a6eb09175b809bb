using System.Security.Cryptography;
using LlmMonitor.Core.Projects;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LlmMonitor.Functions.Projects;

/// <summary>What the door needs, in the app's container and in its pipeline.</summary>
public static class ProjectsSetup
{
    /// <summary>Projects, keys and their limits. Needs <c>ITables</c>. <c>LlmMonitor:AdminKey</c>, where it is set, is the operator's first key.</summary>
    /// <exception cref="ArgumentException">The admin key is too short.</exception>
    public static IServiceCollection AddProjects(this IServiceCollection services, IConfiguration configuration)
    {
        var adminKey = configuration["LlmMonitor:AdminKey"];
        var bootstrapHash = string.IsNullOrEmpty(adminKey) ? [] : KeyRules.BootstrapHash(adminKey);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SecretSource>(_ => RandomNumberGenerator.Fill);
        services.AddSingleton<ProjectStore>();
        services.AddSingleton<KeyStore>();
        services.AddSingleton<KeyUses>();
        services.AddSingleton(provider => new KeyRing(
            provider.GetRequiredService<KeyStore>(),
            provider.GetRequiredService<KeyUses>(),
            bootstrapHash
        ));
        services.AddSingleton<KeyLimits>();
        services
            .AddOptions<KeyLimitOptions>()
            .Bind(configuration.GetSection(KeyLimitOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services.KeepAddressesOutOfLogs();
    }

    /// <summary>The door. Behind routing and before the routes, which is where WebApplication puts it.</summary>
    public static IApplicationBuilder UseKeys(this IApplicationBuilder app) => app.UseMiddleware<KeyAuthentication>();

    // Somebody will put a key into an address although none is read there (and the Functions host passes its own on as ?code=). The server's lines
    // about each request, and about a malformed one, would repeat it. These rules come last, so that they hold against a level set for everything.
    private static IServiceCollection KeepAddressesOutOfLogs(this IServiceCollection services) =>
        services.PostConfigure<LoggerFilterOptions>(options =>
        {
            options.Rules.Add(new(providerName: null, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning, filter: null));
            options.Rules.Add(new(providerName: null, "Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning, filter: null));
        });
}
