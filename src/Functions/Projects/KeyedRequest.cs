using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Projects;

/// <summary>Who makes a request, and on which project it works. <see cref="KeyAuthentication"/> has set both before a route with a scope runs.</summary>
public static class KeyedRequest
{
    public static Caller CallerOf(this HttpContext context) => Of(context).Caller;

    /// <summary>The key's project; for an operator the one named by <c>?project_id=</c> or <c>x-project-id</c>, otherwise <c>default</c>.</summary>
    public static Project ProjectOf(this HttpContext context) => Of(context).Project;

    /// <summary>Does an operator's key come with this request, in any header that the Functions host's own admin route takes?</summary>
    public static async Task<bool> IsOperatorAsync(HttpContext context) =>
        AdminFunctions.KeyOf(context.Request) is { } key
        && await context.RequestServices.GetRequiredService<KeyRing>().AuthenticateAsync(key, context.RequestAborted)
            is { IsOperator: true };

    internal static void Set(HttpContext context, Caller caller, Project project) => context.Features.Set(new Known(caller, project));

    private static Known Of(HttpContext context) =>
        context.Features.Get<Known>()
        ?? throw new InvalidOperationException(
            $"{context.Request.Path} asks for its caller but names no scope: add RequireScope to the route."
        );

    private sealed record Known(Caller Caller, Project Project);
}
