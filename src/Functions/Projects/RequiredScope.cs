using LlmMonitor.Core.Projects;

namespace LlmMonitor.Functions.Projects;

/// <summary>What a route asks of its caller's key.</summary>
/// <param name="Or">Another scope that opens it as well; <see cref="Scope.None"/> where there is none.</param>
public sealed record RequiredScope(Scope Scope, Scope Or = Scope.None)
{
    public bool OpensTo(Caller caller) => caller.May(Scope) || (Or != Scope.None && caller.May(Or));
}

public static class RequiredScopeExtensions
{
    /// <summary>Opens the route or group to keys with this scope, and to no others. What is said nearest to the route counts.</summary>
    /// <param name="or">Another scope that opens it as well.</param>
    public static T RequireScope<T>(this T route, Scope scope, Scope or = Scope.None)
        where T : IEndpointConventionBuilder => route.WithMetadata(new RequiredScope(scope, or));
}
