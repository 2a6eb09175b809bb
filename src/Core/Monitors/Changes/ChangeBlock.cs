namespace LlmMonitor.Core.Monitors;

/// <summary>What was counted in one stretch of UTC time.</summary>
/// <param name="Bad">How many of <paramref name="N"/> were bad.</param>
public readonly record struct ChangeBlock(DateTimeOffset Start, long N, long Bad);
