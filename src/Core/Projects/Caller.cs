namespace LlmMonitor.Core.Projects;

/// <summary>Who stands behind a request.</summary>
/// <param name="KeyId">Names the key in limits and audit rows; says nothing about its secret.</param>
/// <param name="ProjectId">The project that the caller is bound to; null for an operator.</param>
/// <param name="Scopes">As granted; ask <see cref="May"/>.</param>
public sealed record Caller(string KeyId, string? ProjectId, Scope Scopes)
{
    public bool IsOperator => Scopes.HasFlag(Scope.Operator);

    /// <summary>Whether the caller has every scope of <paramref name="needed"/>, implied ones included.</summary>
    public bool May(Scope needed) => KeyRules.Implied(Scopes).HasFlag(needed);

    /// <summary>Whether this project's data may be seen at all. Where not, it is answered as if it were not there.</summary>
    public bool Sees(string? projectId) => IsOperator || (projectId is not null && projectId == ProjectId);
}
