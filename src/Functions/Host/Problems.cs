using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMonitor.Functions.Host.Bodies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace LlmMonitor.Functions.Host;

/// <summary>One fault of a request.</summary>
/// <param name="Index">Which element of a list; null, and left out, where the request is no list.</param>
public sealed record RequestFault(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Index,
    string Field,
    string Message
);

/// <summary>Every error of the API is <c>application/problem+json</c> (RFC 9457) with a sentence for people, and tells nothing of the inside.</summary>
public static class Problems
{
    /// <summary>A 400 names a fault whatever it is: where no field is to blame, the field is empty and the message is the sentence.</summary>
    public static ProblemHttpResult Of(int status, string detail) =>
        TypedResults.Problem(
            detail,
            statusCode: status,
            extensions: status == StatusCodes.Status400BadRequest ? Errors([new(null, "", detail)]) : null
        );

    /// <summary>400 with every fault at once: <c>"errors": [{"index": 3, "field": "input_tokens", "message": "must not be negative"}]</c>.</summary>
    public static ProblemHttpResult Validation(IEnumerable<RequestFault> faults) =>
        TypedResults.Problem(
            "The request has faults; errors names each of them.",
            statusCode: StatusCodes.Status400BadRequest,
            extensions: Errors(faults)
        );

    /// <summary>Turns what was thrown, and every error that has no body yet, into a problem.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandler = http => Thrown(http.Features.GetRequiredFeature<IExceptionHandlerFeature>()).ExecuteAsync(http),
                // The caller's mistake is the caller's to read, not a line in our log.
                SuppressDiagnosticsCallback = thrown => thrown.Exception is BadHttpRequestException,
            }
        );
        app.UseStatusCodePages(context => WithoutBody(context.HttpContext).ExecuteAsync(context.HttpContext));
    }

    private static ProblemHttpResult Thrown(IExceptionHandlerFeature thrown) =>
        thrown.Error switch
        {
            BadHttpRequestException { InnerException: JsonException json } bad => Unread(
                bad.StatusCode,
                json,
                thrown.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType
            ),
            BadHttpRequestException bad when bad.Message.StartsWith("Implicit body", StringComparison.Ordinal) => Of(
                bad.StatusCode,
                "The body must be a JSON object, and is missing or null."
            ),
            BadHttpRequestException bad => Of(bad.StatusCode, bad.Message),
            _ => Of(StatusCodes.Status500InternalServerError, "Something failed here. The log of the server says what."),
        };

    /// <summary>The reader stops at the first value that it cannot take, so that one field is named: the one at its path.</summary>
    private static ProblemHttpResult Unread(int status, JsonException json, Type? body)
    {
        var path = json.Path ?? "$";
        var at = $"line {json.LineNumber + 1 ?? 1}, byte {json.BytePositionInLine + 1 ?? 1}";
        var wanted = WantedJson.At(body, path) ?? "is not what this route reads here";
        return TypedResults.Problem(
            $"The body is not the JSON that this route reads: see {path}, {at}.",
            statusCode: status,
            extensions: Errors([new(null, path.TrimStart('$').TrimStart('.'), $"{wanted}: {at}")])
        );
    }

    private static Dictionary<string, object?> Errors(IEnumerable<RequestFault> faults) =>
        new(StringComparer.Ordinal) { ["errors"] = faults.ToList() };

    private static ProblemHttpResult WithoutBody(HttpContext http) =>
        Of(
            http.Response.StatusCode,
            http.Response.StatusCode switch
            {
                StatusCodes.Status404NotFound => "There is nothing here.",
                StatusCodes.Status405MethodNotAllowed =>
                    $"This path does not take {http.Request.Method}; the header Allow names what it takes.",
                StatusCodes.Status413PayloadTooLarge => "The body is too large.",
                StatusCodes.Status415UnsupportedMediaType => "This path does not read this Content-Type; send application/json.",
                _ => "The request was not accepted.",
            }
        );
}
