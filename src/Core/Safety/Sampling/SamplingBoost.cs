namespace LlmMonitor.Core.Safety.Sampling;

/// <summary>More is sampled for a while. Each source has one; a new one replaces it.</summary>
/// <param name="Source">Who asks for it: <c>safety_rate</c>, an incident's id. Lower-case letters, digits and <c>_ - .</c></param>
/// <param name="Factor">By how much rates rise; at least 1. Of several the greatest holds.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Reason">A sentence for people.</param>
public sealed record SamplingBoost(string Source, double Factor, DateTimeOffset Until, string Reason);
