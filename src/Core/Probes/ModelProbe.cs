using System.Globalization;
using LlmMonitor.Core.Calls;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Probes;

/// <summary>Asks a model one thing and tells how it went; it never throws but when it is cancelled. The judge asks through it, too.</summary>
public sealed class ModelProbe(ChatClients clients, IOptions<ProbeOptions> options, TimeProvider time)
{
    public Task<ProbeAnswer> AskAsync(ProbeTarget target, string prompt, CancellationToken cancellation) =>
        AskAsync(
            target.Model!,
            [
                .. target.System is { } system ? [new ChatMessage(ChatRole.System, system)] : Array.Empty<ChatMessage>(),
                new(ChatRole.User, prompt),
            ],
            new ChatOptions { Temperature = (float?)target.Temperature, MaxOutputTokens = target.MaxOutputTokens },
            TimeSpan.FromSeconds(options.Value.TimeoutSeconds),
            cancellation
        );

    public async Task<ProbeAnswer> AskAsync(
        string model,
        IReadOnlyList<ChatMessage> messages,
        ChatOptions chat,
        TimeSpan patience,
        CancellationToken cancellation
    )
    {
        if (clients(model) is not { } client)
            return ProbeAnswer.Failed(CallErrorType.Client, null, $"No provider is set up that {model} could be asked at.", 0);
        var start = time.GetTimestamp();
        using var bound = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        chat.ModelId ??= model;
        try
        {
            var response = await client.GetResponseAsync(messages, chat, either.Token);
            return new(response.Text, null, time.GetElapsedTime(start).TotalSeconds)
            {
                ResponseModel = response.ModelId,
                SystemFingerprint = Fingerprint(response.AdditionalProperties),
                FinishReason = response.FinishReason?.Value,
                Usage = UsageOf(response.Usage),
            };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Each client has exceptions of its own; what they come to is an answer that failed.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return ProbeFaults.Of(fault, model, time.GetElapsedTime(start).TotalSeconds);
        }
    }

    private static TokenUsage UsageOf(UsageDetails? usage) =>
        new(
            usage?.InputTokenCount,
            usage?.OutputTokenCount,
            CacheRead: usage?.CachedInputTokenCount ?? 0,
            Reasoning: usage?.ReasoningTokenCount ?? 0
        );

    private static string? Fingerprint(AdditionalPropertiesDictionary? properties) =>
        properties?.TryGetValue("system_fingerprint", out var value) == true ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
}
