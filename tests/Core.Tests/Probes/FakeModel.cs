using LlmMonitor.Core.Probes;
using Microsoft.Extensions.AI;

namespace LlmMonitor.Core.Tests.Probes;

/// <summary>A model that says what the test has it say.</summary>
internal sealed class FakeModel : IChatClient
{
    private readonly Lock _lock = new();

    /// <summary>From the messages and how often it was asked before to the answer; it may throw.</summary>
    public Func<IReadOnlyList<ChatMessage>, int, string> Says { get; set; } = (_, _) => "fine";
    public string ModelId { get; set; } = "gpt-4o-2024-11-20";
    public string Fingerprint { get; set; } = "fp_1";
    public int Asked { get; private set; }
    public ChatOptions? LastOptions { get; private set; }

    public ChatClients Clients => _ => this;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        lock (_lock)
        {
            LastOptions = options;
            var text = Says([.. messages], Asked++);
            return Task.FromResult(
                new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
                {
                    ModelId = ModelId,
                    Usage = new() { InputTokenCount = 1000, OutputTokenCount = 100 },
                    AdditionalProperties = new() { ["system_fingerprint"] = Fingerprint },
                }
            );
        }
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}
