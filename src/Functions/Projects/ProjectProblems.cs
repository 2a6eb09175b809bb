using LlmMonitor.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Projects;

/// <summary>The refusals of this room as application/problem+json (RFC 9457). Each body is a constant or names faults; none says what was not the caller's to know.</summary>
internal static class ProjectProblems
{
    /// <summary>The same words for no key, a malformed, an unknown and a revoked one.</summary>
    public static ProblemHttpResult Unauthorized() =>
        Of(401, "This needs a valid key, as 'Authorization: Bearer <key>' or 'x-api-key: <key>'.");

    public static ProblemHttpResult Forbidden(Scope needed) =>
        Of(403, $"The key lacks the scope {string.Join(", ", KeyRules.NamesOf(needed))}.");

    public static ProblemHttpResult NotFound(string what) => Of(404, $"There is no such {what}.");

    public static ProblemHttpResult TooMany(string detail) => Of(429, detail);

    /// <summary>Every fault at once: <c>"errors": [{"field": "zone", "message": "…"}]</c>.</summary>
    public static ProblemHttpResult Validation(IReadOnlyList<ProblemError> errors) =>
        TypedResults.Problem(
            "The request has faults; errors names each of them.",
            statusCode: 400,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["errors"] = errors }
        );

    public static ProblemHttpResult Validation(IEnumerable<SettingsFault> faults) =>
        Validation([.. faults.Select(fault => new ProblemError(fault.Field, fault.Message))]);

    private static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}

internal sealed record ProblemError(string Field, string Message);
