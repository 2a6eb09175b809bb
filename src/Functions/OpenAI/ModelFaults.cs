using System.ClientModel;
using System.Net;
using System.Text.Json;

namespace LlmMonitor.Functions.OpenAI;

/// <summary>
/// Turns what the SDK throws into the exceptions that .NET has for it, so that nobody above needs to know the SDK. The provider's own words
/// stay out: they may quote a key or a prompt.
/// </summary>
internal static class ModelFaults
{
    /// <summary>Bounds a call and translates its failure.</summary>
    /// <param name="who">Who is asked, for the sentence: <c>gpt-4o at api.openai.com</c>.</param>
    /// <exception cref="HttpRequestException">An HTTP status, in <see cref="HttpRequestException.StatusCode"/>; null where nobody could be reached.</exception>
    /// <exception cref="TimeoutException">No complete answer in time.</exception>
    /// <exception cref="InvalidDataException">An answer of 200 that is not what was asked for.</exception>
    public static async Task<T> GuardAsync<T>(
        string who,
        TimeSpan timeout,
        TimeProvider time,
        Func<CancellationToken, Task<T>> call,
        CancellationToken cancellation
    )
    {
        using var patience = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault) when (Of(fault, who) is { } known)
        {
            throw known;
        }
    }

    private static Exception? Of(Exception fault, string who) =>
        fault switch
        {
            // The SDK's retries end in one that holds each try's.
            AggregateException { InnerExceptions: [.., var last] } => Of(last, who),
            ClientResultException { Status: > 0 } answered => new HttpRequestException(
                $"{who} answered {answered.Status} ({(HttpStatusCode)answered.Status}).",
                answered,
                (HttpStatusCode)answered.Status
            ),
            OperationCanceledException => new TimeoutException($"{who} did not answer in time.", fault),
            ClientResultException or HttpRequestException or IOException => new HttpRequestException($"{who} could not be reached.", fault),
            // What the SDK's readers throw on JSON that is none, or that lacks what they take for granted.
            JsonException
            or FormatException
            or ArgumentException
            or InvalidOperationException
            or KeyNotFoundException
            or NullReferenceException => new InvalidDataException($"{who} answered 200 with something that cannot be read.", fault),
            _ => null,
        };
}
