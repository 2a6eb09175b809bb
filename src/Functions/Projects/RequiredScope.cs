using LlmMonitor.Core.Projects;

namespace LlmMonitor.Functions.Projects;

/// <summary>What a route asks of its caller's key.</summary>
public sealed record RequiredScope(Scope Scope);

public static class RequiredScopeExtensions
{
    /// <summary>Opens the route or group to keys with this scope, and to no others. What is said nearest to the route counts.</summary>
    public static T RequireScope<T>(this T route, Scope scope)
        where T : IEndpointConventionBuilder => route.WithMetadata(new RequiredScope(scope));
}
