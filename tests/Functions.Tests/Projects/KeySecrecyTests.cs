using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using LlmMonitor.Core.Projects;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmMonitor.Functions.Tests.Projects;

public sealed class KeySecrecyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_log_line_of_any_level_shows_a_key()
    {
        using var logs = new Lines();
        await using var door = await Door.OpenAsync(logs, kestrel: true, ("LlmMonitor:Limits:WrongKeysPerSecond", "3"));
        var made = await door.AskAsync(HttpMethod.Post, "/api/v1/keys", Door.AdminKey, """{"name":"app","scopes":["read"]}""");
        var good = made["key"]!;
        var wrong = KeyRules.NewKeyText("aaaaaaaaaaaa", Core.Tests.Projects.Dice.Seeded(5));
        foreach (var key in new[] { good, wrong, Door.AdminKey })
        {
            await door.GetAsync("/api/v1/needs/read", key);
            await door.GetAsync($"/api/v1/needs/read?key={key}&code={key}", key);
            await door.GetAsync($"/api/v1/nowhere?project_id={key}", null);
            await door.GetAsync($"/api/v1/needs/operator?project_id={key}", key);
            await MalformedAsync(door, $"GET /api/v1/needs/read HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\0\r\n\r\n");
            await MalformedAsync(door, $"GET /api/v1/needs/read?code={key} HTTP/9\r\n\r\n");
            await MalformedAsync(door, $"x-api-key: {key}\r\n\r\n");
        }
        door.Tables.WritesFail = true;
        door.Time.Advance(TimeSpan.FromMinutes(2));
        await door.GetAsync("/api/v1/needs/read", good);
        await door.Uses.FlushAsync();

        Assert.NotEmpty(logs.All);
        Assert.Contains(
            logs.All,
            line => line.StartsWith("Trace", StringComparison.Ordinal) || line.StartsWith("Debug", StringComparison.Ordinal)
        );
        Assert.Contains(logs.All, line => line.Contains("last use of key", StringComparison.Ordinal));
        foreach (var secret in new[] { good, good[^KeyRules.SecretLetters..], wrong, wrong[^KeyRules.SecretLetters..], Door.AdminKey })
            Assert.DoesNotContain(logs.All, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task MalformedAsync(Door door, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(door.Url).Port, Cancel);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 ", await reader.ReadLineAsync(Cancel));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            All.Enqueue($"Scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            // A structured sink sees the values as well as the sentence.
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
                : "";
            All.Enqueue($"{logLevel} {formatter(state, exception)} {exception} {values}");
        }

        public void Dispose() { }
    }
}
