using System.Buffers;
using System.Numerics.Tensors;
using LlmMonitor.Core.Text;
using Microsoft.Extensions.AI;

namespace LlmMonitor.Core.Embeddings;

/// <summary>
/// Turns a text into 512 numbers by its letters alone: character 2- to 5-grams within the bounds of words, and whole words, hashed into
/// 2¹⁴ signed buckets (Weinberger et al. 2009, <i>Feature hashing</i>), scaled to length 1, and projected by a sparse ±1 matrix
/// (Kane &amp; Nelson 2014, <i>Sparser Johnson–Lindenstrauss transforms</i>) that follows from a fixed seed. The same bits on every
/// machine, no download. It sees wording and style, which is what a changed model changes first; it does not know that two words mean the same.
/// Which day it is it does not see (<see cref="CalendarBlind"/>): documents move with the calendar, and would look like another model.
/// </summary>
public sealed class LexicalEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>Names the method with its seed: vectors of another id are never compared with these.</summary>
    public const string Id = "lexical-512-v2";

    public const int Dimensions = 512;

    private const int Buckets = 1 << 14;

    /// <summary>Entries other than 0 in each column of the projection.</summary>
    private const int Spread = 8;

    private const ulong Seed = 0x6C65_7869_6361_6C31; // "lexical1"

    private static readonly EmbeddingGeneratorMetadata Metadata = new("llm-monitor", null, Id, Dimensions);

    /// <summary>For each bucket its <see cref="Spread"/> places, each with its sign in the lowest bit.</summary>
    private static readonly ushort[] Projection = MakeProjection();

    /// <param name="vector">Of <see cref="Dimensions"/>; filled with a vector of about length 1, or with zeros for a text without a character to see.</param>
    public static void Embed(ReadOnlySpan<char> text, Span<float> vector)
    {
        if (vector.Length != Dimensions)
            throw new ArgumentException($"The vector has {vector.Length} places, not {Dimensions}.", nameof(vector));
        var rented = ArrayPool<float>.Shared.Rent(Buckets);
        var buckets = rented.AsSpan(0, Buckets);
        buckets.Clear();
        var copy = ArrayPool<char>.Shared.Rent(text.Length);
        var blind = copy.AsSpan(0, CalendarBlind.Write(text, copy));
        AddGrams(blind, buckets);
        AddWords(blind, buckets);
        Project(buckets, vector);
        ArrayPool<char>.Shared.Return(copy);
        ArrayPool<float>.Shared.Return(rented);
        if (LengthOf(vector) is > 0 and var length)
            TensorPrimitives.Divide(vector, length, vector);
    }

    /// <summary>Before scaling a vector is of whole numbers, whose sum does not depend on the order in which a machine adds.</summary>
    private static float LengthOf(ReadOnlySpan<float> whole)
    {
        var sum = 0L;
        foreach (var part in whole)
            sum += (long)part * (long)part;
        return (float)Math.Sqrt(sum);
    }

    public static float[] Embed(string text)
    {
        var vector = new float[Dimensions];
        Embed(text.AsSpan(), vector);
        return vector;
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(values);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var text in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            embeddings.Add(new Embedding<float>(Embed(text)) { ModelId = Id });
        }
        return Task.FromResult(embeddings);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? Metadata
        : serviceType?.IsInstanceOfType(this) == true ? this
        : null;

    public void Dispose() { }

    /// <summary>Each run of characters between spaces, with a space at both ends, gives its 2- to 5-grams.</summary>
    private static void AddGrams(ReadOnlySpan<char> text, Span<float> buckets)
    {
        for (var at = 0; at < text.Length; )
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var end = at;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
                end++;
            // Place at − 1 and place end stand for the spaces.
            for (var start = at - 1; start < end; start++)
            {
                var hash = Seed;
                for (var next = start; next <= end && next < start + 5; next++)
                {
                    var character = next < at || next == end ? ' ' : char.ToLowerInvariant(text[next]);
                    hash = (hash ^ character) * 0x9E3779B97F4A7C15;
                    hash ^= hash >> 32;
                    if (next > start)
                        Add(buckets, hash);
                }
            }
            at = end;
        }
    }

    private static void AddWords(ReadOnlySpan<char> text, Span<float> buckets)
    {
        var words = new WordReader(text);
        while (words.Read())
            Add(buckets, Mixed(words.Hash ^ ~Seed));
    }

    private static void Add(Span<float> buckets, ulong hash)
    {
        hash = Mixed(hash);
        buckets[(int)(hash & (Buckets - 1))] += (hash >> 63) == 0 ? 1 : -1;
    }

    private static void Project(ReadOnlySpan<float> buckets, Span<float> vector)
    {
        vector.Clear();
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            var value = buckets[bucket];
            if (value == 0)
                continue;
            foreach (var entry in Projection.AsSpan(bucket * Spread, Spread))
                vector[entry >> 1] += (entry & 1) == 0 ? value : -value;
        }
    }

    /// <summary>Each column has one entry in each of <see cref="Spread"/> blocks of rows, so that no two fall together.</summary>
    private static ushort[] MakeProjection()
    {
        const int Block = Dimensions / Spread;
        var entries = new ushort[Buckets * Spread];
        for (var place = 0; place < entries.Length; place++)
        {
            var hash = Mixed(Seed + (ulong)place * 0x9E3779B97F4A7C15);
            var row = place % Spread * Block + (int)(hash % Block);
            entries[place] = (ushort)(row << 1 | (int)(hash >> 63));
        }
        return entries;
    }

    /// <summary>The finaliser of SplitMix64 (Steele, Lea &amp; Flood 2014).</summary>
    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
