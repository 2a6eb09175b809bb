using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Projects;

/// <summary>Making, listing and revoking keys.</summary>
internal static class KeysApi
{
    private const int NameCharacters = 100;

    public static void MapKeys(this IEndpointRouteBuilder v1)
    {
        var keys = v1.MapGroup("/keys").WithTags("Projects and keys").RequireScope(Scope.Admin);
        keys.MapPost("", CreateAsync)
            .WithName("CreateKey")
            .WithSummary("Make a key; the answer shows it once")
            .ProducesProblem(400)
            .ProducesProblem(404);
        keys.MapGet("", ListAsync)
            .WithName("ListKeys")
            .WithSummary("The keys of a project with their last use, without their secrets; an operator who names no project gets all");
        keys.MapDelete("/{id}", RevokeAsync)
            .WithName("RevokeKey")
            .WithSummary("Revoke a key: at once here, within ten seconds everywhere")
            .ProducesProblem(404);
    }

    private static async Task<Results<Created<CreatedKey>, ProblemHttpResult>> CreateAsync(
        NewKeyRequest request,
        HttpContext context,
        KeyStore keys,
        ProjectStore projects,
        CancellationToken cancellation
    )
    {
        var caller = context.CallerOf();
        var (scopes, faults) = ScopesOf(request.Scopes);
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > NameCharacters || request.Name.Any(char.IsControl))
            faults.Add(new(null, "name", $"must be a text of 1 to {NameCharacters} characters"));
        if (faults.Count > 0)
            return Problems.Validation(faults);
        if (scopes.HasFlag(Scope.Operator) && !caller.IsOperator)
            return Problems.Of(403, $"The key lacks the scope {string.Join(", ", KeyRules.NamesOf(Scope.Operator))}.");

        var projectId = request.ProjectId ?? context.ProjectOf().Id;
        if (!caller.Sees(projectId) || await projects.FindAsync(projectId, cancellation) is null)
            return Problems.Of(404, "There is no such project.");
        var (key, text) = await keys.CreateAsync(
            scopes.HasFlag(Scope.Operator) ? null : projectId,
            request.Name!.Trim(),
            scopes,
            cancellation
        );
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"/api/v1/keys/{key.KeyId}",
            new CreatedKey(key.KeyId, text, key.ProjectId, key.Name, KeyRules.NamesOf(key.Scopes), key.CreatedAt)
        );
    }

    private static async Task<Ok<KeyList>> ListAsync(HttpContext context, KeyStore keys, CancellationToken cancellation)
    {
        var all =
            context.CallerOf().IsOperator
            && !context.Request.Query.ContainsKey("project_id")
            && !context.Request.Headers.ContainsKey("x-project-id");
        var listed = await keys.ListAsync(all ? null : context.ProjectOf().Id, cancellation);
        return TypedResults.Ok(new KeyList([.. listed.Select(KeyAnswer.Of)]));
    }

    private static async Task<Results<Ok<KeyAnswer>, ProblemHttpResult>> RevokeAsync(
        string id,
        HttpContext context,
        KeyStore keys,
        CancellationToken cancellation
    )
    {
        var key = await keys.FindAsync(id, cancellation);
        if (key is null || !context.CallerOf().Sees(key.ProjectId) || await keys.RevokeAsync(id, cancellation) is not { } revoked)
            return Problems.Of(404, "There is no such key.");
        return TypedResults.Ok(KeyAnswer.Of(revoked));
    }

    private static (Scope Scopes, List<RequestFault> Faults) ScopesOf(IReadOnlyList<string?>? names)
    {
        var known = string.Join(", ", KeyRules.ScopesByName.Keys);
        var faults = new List<RequestFault>();
        if (names is null or { Count: 0 })
            faults.Add(new(null, "scopes", $"must name at least one of {known}"));
        var scopes = Scope.None;
        foreach (var (index, name) in (names ?? []).Index())
            if (name is not null && KeyRules.ScopesByName.TryGetValue(name, out var scope))
                scopes |= scope;
            else
                faults.Add(new(null, $"scopes[{index}]", $"must be one of {known}"));
        return (scopes, faults);
    }
}

internal sealed record NewKeyRequest(string? ProjectId, string? Name, IReadOnlyList<string?>? Scopes);

/// <param name="Key">The key itself, shown this once.</param>
internal sealed record CreatedKey(
    string KeyId,
    string Key,
    string? ProjectId,
    string Name,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt
);

internal sealed record KeyList(IReadOnlyList<KeyAnswer> Keys);

internal sealed record KeyAnswer(
    string KeyId,
    string? ProjectId,
    string Name,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt
)
{
    public static KeyAnswer Of(ApiKey key) =>
        new(key.KeyId, key.ProjectId, key.Name, KeyRules.NamesOf(key.Scopes), key.CreatedAt, key.LastUsedAt, key.RevokedAt);
}
