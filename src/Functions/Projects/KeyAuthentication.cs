using System.Globalization;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LlmMonitor.Functions.Projects;

/// <summary>
/// The door: finds the caller by the key in the request's headers (never in its address, where logs would see it), holds the limits, and lets through
/// who has the route's scope. It runs before a body is read. A route below <c>/api/v1</c> that names no scope is the operator's alone.
/// </summary>
public sealed class KeyAuthentication(RequestDelegate next, KeyRing keys, ProjectStore projects, KeyLimits limits)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (NeededBy(context) is not { } needed)
        {
            await next(context);
            return;
        }
        if (await RefusalAsync(context, needed) is { } refusal)
            await refusal.ExecuteAsync(context);
        else
            await next(context);
    }

    private async Task<ProblemHttpResult?> RefusalAsync(HttpContext context, RequiredScope needed)
    {
        var address = context.Connection.RemoteIpAddress;
        if (PresentedKey(context.Request.Headers) is not { } presented)
            return Unauthorized(context);
        var remembered = keys.Remembers(presented);
        if (!remembered && !limits.TryUnknownKey(address, out var wait))
            return TooMany(context, wait, "Too many wrong keys came from this address.");
        if (await keys.AuthenticateAsync(presented, context.RequestAborted) is not { } caller)
            return Unauthorized(context);
        if (!remembered)
            limits.WasRight(address);
        if (!limits.TryRequest(caller.KeyId, out wait))
            return TooMany(context, wait, "The key makes more requests a second than it may. Send more calls in one request, or wait.");
        if (!needed.OpensTo(caller))
            return Problems.Of(403, $"The key lacks the scope {string.Join(" or ", KeyRules.NamesOf(needed.Scope | needed.Or))}.");
        if (await ProjectAsync(context, caller) is not { } project)
            return Problems.Of(404, "There is no such project.");
        KeyedRequest.Set(context, caller, project);
        return null;
    }

    private static RequiredScope? NeededBy(HttpContext context) =>
        context.GetEndpoint() switch
        {
            { } endpoint when endpoint.Metadata.GetMetadata<RequiredScope>() is { } required => required,
            RouteEndpoint when context.Request.Path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase) => new(
                Scope.Operator
            ),
            _ => null,
        };

    /// <summary>The one key of the request: a bearer token, or else x-api-key. Headers that come twice are no key.</summary>
    private static string? PresentedKey(IHeaderDictionary headers)
    {
        const string Bearer = "Bearer ";
        var (authorization, apiKey) = (headers.Authorization, headers["x-api-key"]);
        if (authorization.Count > 1 || apiKey.Count > 1)
            return null;
        var key = authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization.ToString()[Bearer.Length..]
            : apiKey.ToString();
        return key.Trim() is { Length: > 0 } trimmed ? trimmed : null;
    }

    private ValueTask<Project?> ProjectAsync(HttpContext context, Caller caller)
    {
        var (query, header) = (context.Request.Query["project_id"], context.Request.Headers["x-project-id"]);
        var named =
            query.Count > 0 ? query.ToString()
            : header.Count > 0 ? header.ToString()
            : caller.ProjectId ?? Project.DefaultId;
        return caller.Sees(named) ? projects.FindAsync(named, context.RequestAborted) : default;
    }

    private static ProblemHttpResult Unauthorized(HttpContext context)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return Problems.Of(401, "This needs a valid key, as 'Authorization: Bearer <key>' or 'x-api-key: <key>'.");
    }

    private static ProblemHttpResult TooMany(HttpContext context, TimeSpan wait, string detail)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.Of(429, detail);
    }
}
