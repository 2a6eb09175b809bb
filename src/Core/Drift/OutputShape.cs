using System.Runtime.InteropServices;
using LlmMonitor.Core.Drift.Shapes;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Drift;

/// <summary>
/// The form of one output in <see cref="Statistics"/>: what a change of a model's behaviour shows itself in, without its content. Taken in
/// time linear in the text. Values are already rounded to what <see cref="Pack"/> keeps, so that a stored shape equals the one measured.
/// </summary>
public sealed class OutputShape
{
    /// <summary>The first byte of a packed shape. A version adds statistics at the end.</summary>
    private const byte Version = 1;

    /// <summary>How many statistics the versions from 1 on have.</summary>
    private static readonly int[] CountOfVersion = [46];

    private readonly float[] _values;

    private OutputShape(float[] values) => _values = values;

    /// <summary>What the values mean, in their order.</summary>
    public static IReadOnlyList<ShapeStatistic> Statistics { get; } = [.. ShapeStatistics.All.Select(pair => pair.Statistic)];

    /// <summary>One value a statistic; NaN where it is unknown or did not exist when the shape was taken.</summary>
    public IReadOnlyList<float> Values => ImmutableCollectionsMarshal.AsImmutableArray(_values);

    /// <summary>The same, for arithmetic.</summary>
    public ReadOnlySpan<float> Span => _values;

    /// <summary>Takes the shape of any text: empty, ill-formed and long ones too.</summary>
    /// <param name="contexts">The passages that the output may cite by their number from 1; null where none were given.</param>
    /// <param name="finishReason">As the provider said it; null where it did not.</param>
    public static OutputShape Of(string output, IReadOnlyList<string>? contexts = null, string? finishReason = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        var tally = OutputTally.Of(output, contexts?.Count, finishReason);
        var values = new float[Statistics.Count];
        for (var place = 0; place < values.Length; place++)
            values[place] = PackedValue.Round(Statistics[place].Kind, ShapeStatistics.All[place].Of(tally));
        return new OutputShape(values);
    }

    /// <returns>The statistic's place in <see cref="Values"/>; −1 where there is none of this name.</returns>
    public static int IndexOf(string name)
    {
        for (var place = 0; place < Statistics.Count; place++)
            if (Statistics[place].Name == name)
                return place;
        return -1;
    }

    /// <summary>About 75 bytes; at most 165, for outputs of over two million of everything.</summary>
    public byte[] Pack()
    {
        var writer = new PackedWriter().Byte(Version);
        for (var place = 0; place < _values.Length; place++)
            PackedValue.Write(writer, Statistics[place].Kind, _values[place]);
        return writer.ToArray();
    }

    /// <summary>Reads a shape of this or an older version; what the older one lacks is NaN.</summary>
    /// <exception cref="FormatException">The bytes are no shape, or one of a newer version than this program knows.</exception>
    public static OutputShape Unpack(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes, "an output shape");
        var version = reader.Byte();
        if (version is 0 or > Version)
            throw reader.Fault($"version {version} is not one of 1 to {Version}");
        var values = new float[Statistics.Count];
        values.AsSpan().Fill(float.NaN);
        for (var place = 0; place < CountOfVersion[version - 1]; place++)
            values[place] = PackedValue.Read(ref reader, Statistics[place].Kind);
        reader.End();
        return new OutputShape(values);
    }
}
