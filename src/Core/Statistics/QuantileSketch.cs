namespace LlmMonitor.Core.Statistics;

/// <summary>To be written: DDSketch.</summary>
public sealed class QuantileSketch
{
    public const double RelativeError = 0.01;
    public long Count => throw new NotSupportedException();
    public void Add(double value, long count = 1) => throw new NotSupportedException();
    public void Merge(QuantileSketch other) => throw new NotSupportedException();
    public double? Quantile(double q) => throw new NotSupportedException();
    public byte[] ToBytes() => throw new NotSupportedException();
    public static QuantileSketch FromBytes(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();
}
