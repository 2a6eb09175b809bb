using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.SelfMonitoring;

/// <summary>Whether the app can take calls now: both parts of its storage answer. Those who ask at once share one look, for anybody may ask.</summary>
public sealed class Readiness(ITables tables, IQueues queues, TimeProvider time)
{
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(1);

    private readonly BriefCache<Answer> _answers = new(time, TimeSpan.FromSeconds(1), most: 1);

    /// <returns>Why it is not ready, a sentence that shows nothing of the inside; null where it is ready.</returns>
    public async Task<string?> FaultAsync(CancellationToken cancellation = default) =>
        (await _answers.GetAsync("", async () => new Answer(await LookAsync()), cancellation))!.Fault;

    private async Task<string?> LookAsync()
    {
        using var patience = new CancellationTokenSource(Patience, time);
        var asked = new[]
        {
            // On the pool: a disk that hangs blocks its thread.
            Task.Run(() => (Task)tables.FindAsync(ProjectStore.Table, "ready", "ready", patience.Token)),
            Task.Run(() => (Task)queues.CountAsync(CallTables.SlotQueue, patience.Token)),
        };
        try
        {
            await Task.WhenAll(asked).WaitAsync(patience.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            return "Storage does not answer within a second.";
        }
#pragma warning disable CA1031 // Whatever it throws, it is no answer; what it says is the log's, not the caller's.
        catch (Exception)
#pragma warning restore CA1031
        {
            return "Storage answers with an error.";
        }
    }

    private sealed record Answer(string? Fault);
}
