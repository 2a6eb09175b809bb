using System.IO.Hashing;
using System.Text;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Probes;

/// <summary>Asks targets, and keeps each answer as a call of its origin: priced, checked and redacted as any other.</summary>
public sealed class Prober(
    ModelProbe models,
    HttpProbe http,
    CallIngest ingest,
    CallPrice price,
    IOptions<ProbeOptions> options,
    TimeProvider time
)
{
    /// <returns>The answer, and what it counts against a cap.</returns>
    public async Task<(ProbeAnswer Answer, PicoUsd Counted)> AskAsync(
        Project project,
        ProbeTarget target,
        ProbeCall about,
        CancellationToken cancellation
    )
    {
        var sent = time.GetUtcNow();
        var answer =
            target.Type == ProbeKind.Model
                ? await models.AskAsync(target, about.Prompt, cancellation)
                : await http.AskAsync(target, about.Prompt, cancellation);
        var call = new LlmCall
        {
            RequestId = about.RequestId,
            Timestamp = sent,
            Model = target.ModelName,
            Provider = target.Provider,
            Origin = about.Origin,
            Endpoint = about.Endpoint,
            Feature = about.Feature,
            PromptVersion = about.Version,
        };
        var messages = target.System is { } system
            ? new[] { new CallMessage("system", system), new CallMessage("user", about.Prompt) }
            : [new CallMessage("user", about.Prompt)];
        return (
            answer,
            await KeepAsync(
                project,
                call,
                answer,
                new CallTexts(messages, answer.Text, answer.Contexts ?? about.Contexts, []),
                cancellation
            )
        );
    }

    /// <summary>Keeps an answer as a call. The same request id again changes nothing.</summary>
    /// <returns>What the call counts against a cap: its price, or the stated guess where it has none.</returns>
    public async Task<PicoUsd> KeepAsync(
        Project project,
        LlmCall asked,
        ProbeAnswer answer,
        CallTexts texts,
        CancellationToken cancellation
    )
    {
        var call = asked with
        {
            ResponseModel = answer.ResponseModel,
            SystemFingerprint = answer.SystemFingerprint,
            Usage = answer.Usage,
            FinishReason = answer.FinishReason,
            TotalSeconds = answer.Seconds,
            Error = answer.Error,
        };
        await ingest.TakeAsync(project, [new CallReading(call, texts, call.RequestId, [])], cancellation);
        return price(project, call) ?? PicoUsd.FromUsd(options.Value.UnpricedUsdPerCall);
    }

    /// <summary>A request id from its parts, the same for the same parts; hashed where it would be too long.</summary>
    public static string IdOf(params ReadOnlySpan<string> parts)
    {
        var id = string.Join('-', parts.ToArray());
        return id.Length <= CallLimits.IdCharacters
            ? id
            : $"{parts[0]}-{Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(id)))}";
    }
}

/// <summary>What is asked, and as which call it is kept.</summary>
/// <param name="Version">Of what asks: a golden set's version, so that its runs can be told apart.</param>
public sealed record ProbeCall(string RequestId, CallOrigin Origin, string Prompt, string? Endpoint, string? Feature, string? Version)
{
    public IReadOnlyList<CallContext> Contexts { get; init; } = [];
}
