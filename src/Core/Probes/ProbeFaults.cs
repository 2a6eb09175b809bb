using System.Net;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Outbound;

namespace LlmMonitor.Core.Probes;

/// <summary>What kind of failure an exception is. The provider's own words stay out: they may quote a key or a prompt.</summary>
public static class ProbeFaults
{
    /// <summary>408, 425 and 429 ask for another try by their meaning (RFC 9110, RFC 8470, RFC 6585); other 4xx would fail again.</summary>
    public static CallErrorType TypeOf(int status) =>
        status switch
        {
            429 => CallErrorType.RateLimit,
            408 or 504 => CallErrorType.Timeout,
            >= 500 or 425 => CallErrorType.Server,
            _ => CallErrorType.Client,
        };

    /// <param name="target">Who was asked, for the sentence.</param>
    public static ProbeAnswer Of(Exception fault, string target, double seconds) =>
        fault switch
        {
            HttpRequestException { InnerException: OutboundRefusedException refused } => ProbeAnswer.Failed(
                CallErrorType.Client,
                null,
                refused.Message,
                seconds
            ),
            HttpRequestException { StatusCode: { } status } => Answered((int)status, target, seconds),
            OperationCanceledException or TimeoutException => ProbeAnswer.Failed(
                CallErrorType.Timeout,
                null,
                $"{target} did not answer in time.",
                seconds
            ),
            HttpRequestException or IOException => ProbeAnswer.Failed(
                CallErrorType.Server,
                null,
                $"{target} could not be reached.",
                seconds
            ),
            _ => ProbeAnswer.Failed(CallErrorType.Other, null, $"Asking {target} failed ({fault.GetType().Name}).", seconds),
        };

    public static ProbeAnswer Answered(int status, string target, double seconds) =>
        ProbeAnswer.Failed(
            TypeOf(status),
            status,
            $"{target} answered {status} ({(HttpStatusCode)status}){(status is >= 300 and < 400 ? "; redirects are not followed" : "")}.",
            seconds
        );
}
