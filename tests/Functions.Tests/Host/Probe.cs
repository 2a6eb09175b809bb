using LlmMonitor.Functions.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmMonitor.Functions.Tests.Host;

/// <summary>A function named Probe whose body a test gives.</summary>
public sealed class Probe(Probe.Body body) : IFunction
{
    public delegate Task Body(Invocation invocation, CancellationToken cancellation);

    public Task RunAsync(Invocation invocation, CancellationToken cancellation) => body(invocation, cancellation);

    public static FunctionRunner Runner(TimeProvider time, Body body, string? alias = null) =>
        Services(time, body, alias).GetRequiredService<FunctionRunner>();

    /// <param name="alias">Another name for it, where a test needs one of its own.</param>
    public static ServiceProvider Services(TimeProvider time, Body body, string? alias = null) =>
        new ServiceCollection()
            .AddLogging(logging => logging.ClearProviders())
            .AddSingleton(time)
            .AddSingleton(body)
            .AddFunction<Probe>()
            .AddSingleton(new FunctionEntry(alias ?? "Alias", typeof(Probe)))
            .AddSingleton<FunctionCatalogue>()
            .AddSingleton<FunctionRunner>()
            .BuildServiceProvider();
}
