using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Privacy;

/// <summary>
/// Marks a call with a hash of its raw prompt, so that equal prompts are seen as equal whatever is kept of them: the first 64 bits of
/// HMAC-SHA256 under the project's secret, without which nobody can test a guess.
/// </summary>
public sealed class PromptHashStep : ICallStep
{
    public ValueTask<Func<NewCall, NewCall>> ForAsync(Project project, CancellationToken cancellation)
    {
        var key = project.PseudonymKey;
        return new(incoming =>
            key.IsEmpty || incoming.Texts is not { Prompt: { Count: > 0 } prompt }
                ? incoming
                : incoming with
                {
                    Call = incoming.Call with { PromptHash = HashOf(prompt, key.Span) },
                }
        );
    }

    private static ulong HashOf(IReadOnlyList<CallMessage> prompt, ReadOnlySpan<byte> key)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (var message in prompt)
        {
            Append(hash, message.Role);
            Append(hash, message.Content);
        }
        Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetCurrentHash(result);
        return BinaryPrimitives.ReadUInt64LittleEndian(result);
    }

    /// <summary>With its length, so that no two lists of texts run together to the same bytes.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
