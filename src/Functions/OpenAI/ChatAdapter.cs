using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using AI = Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace LlmMonitor.Functions.OpenAI;

/// <summary>
/// One model as an <see cref="IChatClient"/>. Written here because the version of Microsoft.Extensions.AI.OpenAI that fits our abstractions
/// asks for an OpenAI package with which Azure.AI.OpenAI 2.1.0 fails at run time. Text in, text out: no tools, no images.
/// </summary>
/// <param name="who">For errors: <c>gpt-4o at api.openai.com</c>.</param>
internal sealed class ChatAdapter(ChatClient client, string model, Uri endpoint, string who, TimeSpan timeout, TimeProvider time)
    : IChatClient
{
    /// <summary>Where the answer's AdditionalProperties hold the provider's fingerprint of its configuration.</summary>
    public const string Fingerprint = "system_fingerprint";

    /// <inheritdoc cref="ModelFaults.GuardAsync" path="/exception"/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<AI.ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        ModelFaults.GuardAsync(
            who,
            timeout,
            time,
            async token => ResponseOf((await client.CompleteChatAsync(MessagesOf(messages), OptionsOf(options), token)).Value),
            cancellationToken
        );

    /// <summary>The whole answer in one piece: nobody here watches it grow.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<AI.ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", endpoint, model)
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType.IsInstanceOfType(client) ? client
        : null;

    public void Dispose() { }

    private static List<Sdk.ChatMessage> MessagesOf(IEnumerable<AI.ChatMessage> messages) =>
        [
            .. messages.Select<AI.ChatMessage, Sdk.ChatMessage>(message =>
                message.Role == ChatRole.System ? new SystemChatMessage(message.Text)
                : message.Role == ChatRole.Assistant ? new AssistantChatMessage(message.Text)
                : new UserChatMessage(message.Text)
            ),
        ];

    private static ChatCompletionOptions OptionsOf(ChatOptions? options)
    {
        var native = new ChatCompletionOptions
        {
            Temperature = options?.Temperature,
            TopP = options?.TopP,
            MaxOutputTokenCount = options?.MaxOutputTokens,
            FrequencyPenalty = options?.FrequencyPenalty,
            PresencePenalty = options?.PresencePenalty,
            ResponseFormat = FormatOf(options?.ResponseFormat),
        };
#pragma warning disable OPENAI001 // Best effort by the provider; harmless where it is not kept.
        native.Seed = options?.Seed;
#pragma warning restore OPENAI001
        foreach (var stop in options?.StopSequences ?? [])
            native.StopSequences.Add(stop);
        return native;
    }

    private static Sdk.ChatResponseFormat? FormatOf(AI.ChatResponseFormat? format) =>
        format switch
        {
            ChatResponseFormatJson { Schema: { } schema } json => Sdk.ChatResponseFormat.CreateJsonSchemaFormat(
                json.SchemaName ?? "answer",
                BinaryData.FromString(schema.GetRawText()),
                json.SchemaDescription,
                jsonSchemaIsStrict: true
            ),
            ChatResponseFormatJson => Sdk.ChatResponseFormat.CreateJsonObjectFormat(),
            _ => null,
        };

    private static ChatResponse ResponseOf(ChatCompletion completion) =>
        new(
            new AI.ChatMessage(
                ChatRole.Assistant,
                string.Concat(completion.Content.Select(part => part.Text)) is { Length: > 0 } text ? text : completion.Refusal ?? ""
            )
        )
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = completion.CreatedAt,
            FinishReason = ReasonOf(completion.FinishReason),
            Usage = UsageOf(completion.Usage),
            AdditionalProperties = completion.SystemFingerprint is { } fingerprint ? new() { [Fingerprint] = fingerprint } : null,
            RawRepresentation = completion,
        };

    private static AI.ChatFinishReason ReasonOf(Sdk.ChatFinishReason reason) =>
        reason switch
        {
            Sdk.ChatFinishReason.Length => AI.ChatFinishReason.Length,
            Sdk.ChatFinishReason.ContentFilter => AI.ChatFinishReason.ContentFilter,
            Sdk.ChatFinishReason.ToolCalls or Sdk.ChatFinishReason.FunctionCall => AI.ChatFinishReason.ToolCalls,
            _ => AI.ChatFinishReason.Stop,
        };

    private static UsageDetails? UsageOf(ChatTokenUsage? usage) =>
        usage is null
            ? null
            : new()
            {
                InputTokenCount = usage.InputTokenCount,
                OutputTokenCount = usage.OutputTokenCount,
                TotalTokenCount = usage.TotalTokenCount,
                CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
                ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
            };
}
