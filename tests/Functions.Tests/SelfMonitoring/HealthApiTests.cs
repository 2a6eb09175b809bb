using LlmMonitor.Core.SelfMonitoring;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using LlmMonitor.Core.Tests.Storage;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Host;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.SelfMonitoring;

public sealed class HealthApiTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly SqliteFile _file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("/api/health", "ok")]
    [InlineData("/api/health/live", "ok")]
    [InlineData("/api/health/ready", "ready")]
    public async Task A_probe_needs_no_key_and_sees_no_data(string path, string status)
    {
        await using var app = new TestApp();
        var answer = await app.CreateClient().AskAsync(HttpMethod.Get, path);
        Assert.Equal((200, $$"""{"status":"{{status}}"}"""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Storage_that_fails_is_said_in_a_sentence_until_it_is_back()
    {
        var tables = new WatchedTables(new SqliteTables(_file.Database));
        var readiness = new Readiness(tables, new SqliteQueues(_file.Database, _time), _time);
        Assert.Null(await readiness.FaultAsync(Cancellation));
        tables.ReadsFail = true;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Storage answers with an error.", await readiness.FaultAsync(Cancellation));
        tables.ReadsFail = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await readiness.FaultAsync(Cancellation));
    }

    [Fact]
    public async Task Storage_that_hangs_is_waited_for_a_second()
    {
        var readiness = new Readiness(new SqliteTables(_file.Database), new HangingQueues(), _time);
        var asked = readiness.FaultAsync(Cancellation);
        while (!asked.IsCompleted)
        {
            _time.Advance(Readiness.Patience);
            await Task.Yield();
        }
        Assert.Equal("Storage does not answer within a second.", await asked);
    }

    [Fact]
    public async Task Many_that_ask_at_once_cost_one_look()
    {
        var tables = new WatchedTables(new SqliteTables(_file.Database));
        var readiness = new Readiness(tables, new SqliteQueues(_file.Database, _time), _time);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => readiness.FaultAsync(Cancellation)));
        Assert.Equal(1, tables.Finds);
    }

    private sealed class HangingQueues : IQueues
    {
        public Task<int> CountAsync(string queue, CancellationToken cancellation = default) => new TaskCompletionSource<int>().Task;

        public Task SendAsync(string queue, string text, TimeSpan? delay = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
            string queue,
            int most,
            TimeSpan hiddenFor,
            CancellationToken cancellation = default
        ) => throw new NotSupportedException();

        public Task<bool> DeleteAsync(string queue, QueueMessage message, CancellationToken cancellation = default) =>
            throw new NotSupportedException();
    }
}
