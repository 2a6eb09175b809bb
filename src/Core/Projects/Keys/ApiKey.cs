namespace LlmMonitor.Core.Projects;

/// <summary>What is known of a key; its secret is not.</summary>
/// <param name="ProjectId">The project that it belongs to; null for an operator key.</param>
public sealed record ApiKey(string KeyId, string? ProjectId, string Name, Scope Scopes, DateTimeOffset CreatedAt)
{
    /// <summary>When the key last opened a request, to about a minute; null is never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Since when the key opens nothing; null while it does.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
