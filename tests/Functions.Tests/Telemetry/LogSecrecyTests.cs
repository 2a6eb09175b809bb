using System.Collections.Concurrent;
using System.Net.Http.Headers;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Host;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Telemetry;

/// <summary>What stands in a log is read by many: a day in the life of a call, good and bad, leaves nothing there that is not theirs to read.</summary>
public sealed class LogSecrecyTests : IDisposable
{
    private const string UserId = "u-lovelace-ada";
    private const string Text = "sentence-that-nobody-may-read";
    private const string Mail = "ada@lovelace.example";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logs-");
    private readonly FakeTimeProvider _time = new(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Remove();

    [Fact]
    public async Task No_line_shows_a_key_a_text_or_a_person_and_each_is_one_line()
    {
        using var lines = new Lines();
        await using var whole = new WholeApp(_time, _folder.FullName, ("LlmMonitor:Triggers", "host"));
        await using var app = whole.WithWebHostBuilder(web =>
            web.ConfigureTestServices(services =>
                services.AddLogging(logging => logging.AddProvider(lines).AddFilter<Lines>(null, LogLevel.Information))
            )
        );
        using var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestApp.AdminKey);

        var call = new
        {
            request_id = "a",
            model = "gpt-4o",
            endpoint = "chat",
            user_id = UserId,
            prompt = $"{Text} {Mail}",
            response = Text,
            error = new { type = "client", message = Text },
            total_seconds = 3.5,
        };
        Assert.Equal(202, (await client.AskAsync(HttpMethod.Post, "/api/v1/calls", new[] { call })).Status);
        Assert.Equal(400, (await client.AskAsync(HttpMethod.Post, "/api/v1/calls", new { user_id = UserId, prompt = Text })).Status);
        Assert.Equal(400, (await client.AskAsync(HttpMethod.Post, "/api/v1/calls", $"{{ \"prompt\": \"{Text}\" ")).Status);
        await client.AskAsync(
            HttpMethod.Post,
            "/api/v1/safety/check",
            new
            {
                text = Text,
                user_id = UserId,
                endpoint = "chat",
                stage = "input",
            }
        );
        _time.Advance(TimeSpan.FromSeconds(10));
        await RunAsync(client, "SweepSlots");
        foreach (
            var (timer, queue, function) in new[]
            {
                ("SweepSlots", "slots", "FoldSlot"),
                ("RunMonitors", "monitors", "RunProjectMonitors"),
                ("RunDriftChecks", "drift", "RunProjectDrift"),
                ("CheckMonitor", "self-checks", "CheckMonitorOfProject"),
            }
        )
        {
            _time.Advance(TimeSpan.FromMinutes(2));
            await RunAsync(client, timer);
            var queues = app.Services.GetRequiredService<IQueues>();
            // The last one is no message at all, and is set aside.
            await queues.SendAsync(queue, $"{{ \"user\": \"{UserId}\", \"text\": \"{Text}\"", cancellation: Cancellation);
            foreach (var message in await queues.ReceiveAsync(queue, 32, TimeSpan.FromMinutes(5), Cancellation))
                await RunAsync(client, function, message.Text);
        }

        Assert.Contains(lines.All, line => line.Contains("Set aside in", StringComparison.Ordinal));
        foreach (var line in lines.All)
        {
            foreach (var secret in new[] { UserId, Text, Mail, TestApp.AdminKey })
                Assert.DoesNotContain(secret, line, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', line);
        }
    }

    private static async Task RunAsync(HttpClient client, string function, string? input = null) =>
        Assert.Equal(200, (await client.AskAsync(HttpMethod.Post, $"/admin/functions/{function}?wait=true", new { input })).Status);

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => All.Enqueue($"{logLevel} {formatter(state, exception)} {exception?.Message}");

        public void Dispose() { }
    }
}
