using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LlmMonitor.Core.Drift.Shapes;

/// <summary>Whether an output is JSON, bare or as one fenced block, and which keys it has.</summary>
/// <param name="Like">Begins and ends as a JSON object or list, or begins as a block fenced as json.</param>
/// <param name="Keys">A class of the set of key paths, whatever their order and how often they come; 0 where it is no JSON with keys.</param>
internal readonly record struct JsonForm(bool Like, bool Valid, int Keys)
{
    private const int Classes = 65_000;

    public static JsonForm Of(ReadOnlySpan<char> text)
    {
        var body = text.Trim();
        var fenced = body.StartsWith("```json", StringComparison.OrdinalIgnoreCase);
        if (fenced)
            body = Unfenced(body);
        else if (body.StartsWith("```") && Unfenced(body) is ['{' or '[', ..] inside)
            body = inside;
        var like = body is ['{', .., '}'] or ['[', .., ']'];
        if (!like)
            return new JsonForm(fenced, false, 0);
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(body.Length));
        try
        {
            return Read(bytes.AsSpan(0, Encoding.UTF8.GetBytes(body, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static ReadOnlySpan<char> Unfenced(ReadOnlySpan<char> block)
    {
        var lineEnd = block.IndexOf('\n');
        var inside = lineEnd < 0 ? default : block[(lineEnd + 1)..].TrimEnd();
        return inside.EndsWith("```") ? inside[..^3].Trim() : inside.Trim();
    }

    private static JsonForm Read(ReadOnlySpan<byte> json)
    {
        var paths = new HashSet<ulong>();
        var path = new Stack<ulong>();
        var (at, keys) = (0UL, 0UL);
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        at = PathOf(path.Peek(), reader.ValueSpan);
                        if (paths.Add(at))
                            keys += at;
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        path.Push(at);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        at = path.Pop();
                        break;
                    default:
                        at = path.Count > 0 ? path.Peek() : at;
                        break;
                }
        }
        catch (JsonException)
        {
            return new JsonForm(true, false, 0);
        }
        return new JsonForm(true, true, paths.Count == 0 ? 0 : 1 + (int)(keys % Classes));
    }

    private static ulong PathOf(ulong parent, ReadOnlySpan<byte> key)
    {
        var hash = (parent ^ 0xCBF29CE484222325) * 0x100000001B3;
        foreach (var part in key)
            hash = (hash ^ part) * 0x100000001B3;
        return hash ^ (hash >> 29);
    }
}
