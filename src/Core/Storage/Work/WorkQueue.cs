using System.Diagnostics;
using System.Text.Json;
using LlmMonitor.Core.Telemetry;
using Microsoft.Extensions.Logging;

namespace LlmMonitor.Core.Storage;

/// <summary>
/// Work for later, with tries of our own: what fails is sent again with a growing delay (<see cref="WorkRules"/>), so that an outage of
/// an hour poisons nothing. The queue's own redelivery is left for a process that dies at work, and so the work must bear being done twice.
/// </summary>
public sealed class WorkQueue(IQueues queues, ILogger<WorkQueue> logger)
{
    private const int LoggedCharacters = 300;

    /// <summary>Where work goes that has no try left; the Functions host uses the same name.</summary>
    public static string PoisonOf(string queue) => $"{queue}-poison";

    /// <summary>Durable when the task completes.</summary>
    /// <param name="body">What <see cref="RunAsync"/> hands to the work; as JSON it must fit a message (48 KB with its envelope).</param>
    /// <param name="projectId">Whose work it is, for the log; null where it belongs to none.</param>
    public Task SendAsync<T>(string queue, T body, string? projectId, TimeSpan? delay = null, CancellationToken cancellation = default) =>
        queues.SendAsync(queue, WorkItem.Of(body, projectId, Activity.Current?.Id).ToText(), delay, cancellation);

    /// <summary>
    /// Does the work of one received message, and returns normally where it failed too: then it has been sent again, or set aside in
    /// <see cref="PoisonOf"/> (no try left, an unreadable message, or a <see cref="FinalWorkException"/>). Throws only when it is
    /// cancelled or the queue itself fails; the queue then delivers the message again.
    /// </summary>
    public async Task RunAsync<T>(string queue, string text, Func<T, CancellationToken, Task> work, CancellationToken cancellation)
    {
        WorkItem item;
        T body;
        try
        {
            item = WorkItem.Read<T>(text);
            body = item.BodyAs<T>();
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            await SetAsideAsync(queue, text, $"is no {typeof(T).Name}: {OneLine(fault)}", cancellation);
            return;
        }

        using var trace = Traces.Start($"work {queue}", ActivityKind.Consumer, item.Trace);
        try
        {
            await work(body, cancellation);
            Metrics.WorkEnded(queue, "done");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            trace.SetStatus(ActivityStatusCode.Error, OneLine(fault));
            await FailedAsync(queue, text, item, fault, cancellation);
        }
    }

    private async Task FailedAsync(string queue, string text, WorkItem item, Exception fault, CancellationToken cancellation)
    {
        var what = $"({item.Kind} of project {item.Project ?? "none"}, try {item.Attempt}) failed: {OneLine(fault)}";
        if (fault is FinalWorkException || WorkRules.DelayAfter(item.Attempt) is not { } delay)
        {
            await SetAsideAsync(queue, text, what, cancellation);
            return;
        }
        await queues.SendAsync(queue, (item with { Attempt = item.Attempt + 1 }).ToText(), delay, cancellation);
        Metrics.WorkEnded(queue, "retried");
        logger.LogWarning("Work from {Queue} {What} Tried again in {Delay}.", queue, what, delay);
    }

    private async Task SetAsideAsync(string queue, string text, string why, CancellationToken cancellation)
    {
        await queues.SendAsync(PoisonOf(queue), text, cancellation: cancellation);
        Metrics.WorkEnded(queue, "set_aside");
        logger.LogError("Work from {Queue} {Why} Set aside in {Poison}.", queue, why, PoisonOf(queue));
    }

    /// <summary>One line and bounded: in Azure every line costs money.</summary>
    private static string OneLine(Exception fault)
    {
        var line = $"{fault.GetType().Name}: {fault.Message}".ReplaceLineEndings(" ");
        return line.Length <= LoggedCharacters ? line : line[..LoggedCharacters] + "…";
    }
}
