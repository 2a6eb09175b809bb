using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmMonitor.Core.Calls;

/// <summary>The texts of a call as compressed chunks that fit a column.</summary>
public static class TextPack
{
    /// <summary>Bytes; leaves room below the 64 KiB of one value.</summary>
    public const int ChunkBytes = 60 * 1024;

    public static IReadOnlyList<byte[]> Pack(CallTexts texts)
    {
        using var packed = new MemoryStream();
        using (var squeeze = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(squeeze, texts, TextJson.Default.CallTexts);
        return [.. packed.ToArray().Chunk(ChunkBytes)];
    }

    public static CallTexts Unpack(IEnumerable<byte[]> chunks)
    {
        using var packed = new MemoryStream([.. chunks.SelectMany(chunk => chunk)]);
        using var squeeze = new BrotliStream(packed, CompressionMode.Decompress);
        return JsonSerializer.Deserialize(squeeze, TextJson.Default.CallTexts)!;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(CallTexts))]
internal sealed partial class TextJson : JsonSerializerContext;
