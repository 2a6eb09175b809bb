using System.Text;

namespace LlmMonitor.Core.Storage;

/// <summary>A row's columns in one value: for each its name, a letter for its type, and its value, all little-endian.</summary>
internal static class RowBlob
{
    public static byte[] Pack(IReadOnlyDictionary<string, object> values)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        foreach (var (name, value) in values)
        {
            writer.Write(name);
            switch (value)
            {
                case string text:
                    writer.Write('s');
                    writer.Write(text);
                    break;
                case long number:
                    writer.Write('n');
                    writer.Write(number);
                    break;
                case double real:
                    writer.Write('r');
                    writer.Write(real);
                    break;
                case bool flag:
                    writer.Write('f');
                    writer.Write(flag);
                    break;
                case DateTimeOffset time:
                    writer.Write('t');
                    writer.Write(time.UtcTicks);
                    break;
                case byte[] bytes:
                    writer.Write('b');
                    writer.Write7BitEncodedInt(bytes.Length);
                    writer.Write(bytes);
                    break;
                default:
                    throw new ArgumentException($"Column {name} is a {value.GetType().Name}, which no body can keep.", nameof(values));
            }
        }
        return memory.ToArray();
    }

    /// <param name="columns">The columns that are wanted; null is all.</param>
    public static IReadOnlyDictionary<string, object> Unpack(byte[] blob, IReadOnlyList<string>? columns = null)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        using var memory = new MemoryStream(blob);
        using var reader = new BinaryReader(memory, Encoding.UTF8);
        while (memory.Position < blob.Length)
        {
            var name = reader.ReadString();
            object value = reader.ReadChar() switch
            {
                's' => reader.ReadString(),
                'n' => reader.ReadInt64(),
                'r' => reader.ReadDouble(),
                'f' => reader.ReadBoolean(),
                't' => new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
                'b' => reader.ReadBytes(reader.Read7BitEncodedInt()),
                var other => throw new InvalidDataException(
                    $"Column {name} has the unknown type '{other}': a newer version wrote this file."
                ),
            };
            if (columns is null || columns.Contains(name))
                values.Add(name, value);
        }
        return values;
    }
}
