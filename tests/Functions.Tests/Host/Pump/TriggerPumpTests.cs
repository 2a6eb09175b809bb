using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Pump;
using LlmMonitor.Functions.Tests.Apps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host.Pump;

public sealed class TriggerPumpTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functions-");
    private readonly SqliteFile file = new();

    public void Dispose()
    {
        file.Dispose();
        folder.Remove();
    }

    [Fact]
    public async Task A_function_that_is_broken_in_any_way_silences_no_other()
    {
        Publish("Broken", "{");
        Publish("NoCode", Queue("nobody"));
        Publish("Probe", Queue("work"));
        var time = new LeapingTime(TriggerPump.AfterFault);
        var queues = new SqliteQueues(file.Database, time);
        var seen = new TaskCompletionSource<string?>();
        await queues.SendAsync("nobody", "lost", cancellation: TestContext.Current.CancellationToken);
        await queues.SendAsync("work", "hello", cancellation: TestContext.Current.CancellationToken);
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IQueues>(new StumblingQueues(queues))
            .AddSingleton<Probe.Body>((invocation, _) => Task.FromResult(seen.TrySetResult(invocation.Text)))
            .AddFunction<Probe>()
            .AddSingleton<FunctionCatalogue>()
            .AddSingleton<FunctionRunner>()
            .BuildServiceProvider();

        using var pump = new TriggerPump(
            new FunctionFolder(folder.FullName),
            services.GetRequiredService<FunctionCatalogue>(),
            services,
            time,
            NullLogger<TriggerPump>.Instance
        );
        await pump.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal("hello", await seen.Task);
        await pump.StopAsync(TestContext.Current.CancellationToken);
    }

    private static string Queue(string name) =>
        $$"""{ "bindings": [ { "type": "queueTrigger", "direction": "in", "name": "item", "queueName": "{{name}}", "connection": "AzureWebJobsStorage" } ] }""";

    private void Publish(string name, string json) =>
        File.WriteAllText(Path.Combine(folder.CreateSubdirectory(name).FullName, "function.json"), json);

    /// <summary>Its first receive of every queue throws.</summary>
    private sealed class StumblingQueues(IQueues inner) : IQueues
    {
        private readonly HashSet<string> stumbled = [];

        public Task SendAsync(string queue, string text, TimeSpan? delay = null, CancellationToken cancellation = default) =>
            inner.SendAsync(queue, text, delay, cancellation);

        public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
            string queue,
            int most,
            TimeSpan hiddenFor,
            CancellationToken cancellation = default
        )
        {
            lock (stumbled)
                return stumbled.Add(queue)
                    ? throw new IOException("the disk is away")
                    : inner.ReceiveAsync(queue, most, hiddenFor, cancellation);
        }

        public Task<bool> DeleteAsync(string queue, QueueMessage message, CancellationToken cancellation = default) =>
            inner.DeleteAsync(queue, message, cancellation);

        public Task<int> CountAsync(string queue, CancellationToken cancellation = default) => inner.CountAsync(queue, cancellation);
    }
}
