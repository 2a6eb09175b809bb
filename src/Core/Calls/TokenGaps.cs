namespace LlmMonitor.Core.Calls;

/// <summary>The gaps between the chunks of one stream, as a mergeable summary. Seconds.</summary>
/// <param name="Sketch">A serialized <c>QuantileSketch</c> of the gaps.</param>
public sealed record TokenGaps(long Count, double SumSeconds, double MaxSeconds, byte[] Sketch);
