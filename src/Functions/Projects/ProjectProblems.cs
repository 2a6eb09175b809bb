using System.Text.Json.Serialization;
using LlmMonitor.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Projects;

/// <summary>The refusals of this room as application/problem+json (RFC 9457). Each body is a constant or names faults; none says what was not the caller's to know.</summary>
internal static class ProjectProblems
{
    /// <summary>The same words for no key, a malformed, an unknown and a revoked one.</summary>
    public static JsonHttpResult<Problem> Unauthorized() =>
        Of(401, "Unauthorized", "This needs a valid key, as 'Authorization: Bearer <key>' or 'x-api-key: <key>'.");

    public static JsonHttpResult<Problem> Forbidden(Scope needed) =>
        Of(403, "Forbidden", $"The key lacks the scope {string.Join(", ", KeyRules.NamesOf(needed))}.");

    public static JsonHttpResult<Problem> NotFound(string what) => Of(404, "Not Found", $"There is no such {what}.");

    public static JsonHttpResult<Problem> TooMany(string detail) => Of(429, "Too Many Requests", detail);

    public static JsonHttpResult<Problem> Validation(IReadOnlyList<ProblemError> errors) => Of(400, "Bad Request", "The request has faults.", errors);

    public static JsonHttpResult<Problem> Validation(IEnumerable<SettingsFault> faults) =>
        Validation([.. faults.Select(fault => new ProblemError(fault.Field, fault.Message))]);

    private static JsonHttpResult<Problem> Of(int status, string title, string detail, IReadOnlyList<ProblemError>? errors = null) =>
        TypedResults.Json(new Problem("about:blank", title, status, detail, errors), contentType: "application/problem+json", statusCode: status);
}

internal sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ProblemError>? Errors
);

internal sealed record ProblemError(string Field, string Message);
