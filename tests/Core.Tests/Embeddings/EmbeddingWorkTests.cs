using System.Numerics.Tensors;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Embeddings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Xunit;

namespace LlmMonitor.Core.Tests.Embeddings;

public sealed class EmbeddingWorkTests
{
    private static readonly SlotShard Place = new("p1", Slot.Of(Plant.Noon), 0);
    private static readonly SlotPointer Pointer = new("p1", Place.Key);

    [Fact]
    public async Task Outputs_and_prompts_of_a_folded_slot_get_vectors_whatever_how_often_it_runs()
    {
        await using var plant = new Plant();
        await WriteAsync(plant, ("a", "What is due?", "The invoice is due."), ("b", null, "It is paid."), ("c", "And?", "  "));
        await plant.WriteAsync(Plant.Call("without text"));
        await plant.FoldAllAsync();
        for (var time = 0; time < 2; time++)
            await Work(plant, Embedder.Local).RunAsync(Pointer, CancellationToken.None);

        var kept = await ReadAsync(plant, Embedder.Local.Id);
        Assert.Equal(["a", "b"], kept.Select(one => one.RequestId));
        Assert.InRange(
            TensorPrimitives.CosineSimilarity<float>(kept[0].Output, LexicalEmbedder.Embed("The invoice is due.")),
            0.995f,
            1.001f
        );
        Assert.InRange(TensorPrimitives.CosineSimilarity<float>(kept[0].Prompt, LexicalEmbedder.Embed("What is due?")), 0.995f, 1.001f);
        Assert.Null(kept[1].Prompt);
        Assert.Empty(await ReadAsync(plant, "another-embedder"));
    }

    [Fact]
    public async Task A_busy_slot_is_thinned_by_the_hash_of_the_ids_to_the_same_calls_each_time()
    {
        await using var plant = new Plant();
        await WriteAsync(plant, [.. Enumerable.Range(0, 50).Select(i => ($"r{i:00}", (string?)null, $"Answer number {i}."))]);
        await plant.FoldAllAsync();
        await Work(plant, Embedder.Local, new EmbeddingOptions { MostPerSlot = 5 }).RunAsync(Pointer, CancellationToken.None);
        var five = await ReadAsync(plant, Embedder.Local.Id);
        Assert.Equal(5, five.Count);

        var expected = Enumerable
            .Range(0, 50)
            .Select(i => $"r{i:00}")
            .OrderBy(LlmMonitor.Core.Statistics.SampleOf.PlaceOf)
            .Take(5)
            .Order(StringComparer.Ordinal);
        Assert.Equal(expected, five.Select(one => one.RequestId));
    }

    [Fact]
    public async Task A_share_of_zero_embeds_nothing()
    {
        await using var plant = new Plant();
        await WriteAsync(plant, ("a", "Q", "A"));
        await plant.FoldAllAsync();
        await Work(plant, Embedder.Local, new EmbeddingOptions { SampleShare = 0 }).RunAsync(Pointer, CancellationToken.None);
        Assert.Empty(await ReadAsync(plant, Embedder.Local.Id));
    }

    [Fact]
    public async Task A_remote_embedder_is_paid_once_and_gets_texts_cut_with_a_mark()
    {
        await using var plant = new Plant();
        var remote = new CountingEmbedder();
        var embedder = new Embedder("remote/model", true, remote);
        await WriteAsync(plant, ("a", null, new string('x', 300)), ("b", null, "short"));
        await plant.FoldAllAsync();
        for (var time = 0; time < 2; time++)
            await Work(plant, embedder, new EmbeddingOptions { RemoteCharacters = 100 }).RunAsync(Pointer, CancellationToken.None);
        Assert.Equal([100, 5], remote.Lengths);
        Assert.Equal([true, false], (await ReadAsync(plant, "remote/model")).Select(one => one.Cut));
    }

    [Fact]
    public async Task What_a_remote_embedder_failed_at_is_free_for_the_next_try()
    {
        await using var plant = new Plant();
        var remote = new CountingEmbedder { Fails = true };
        var work = Work(plant, new Embedder("remote/model", true, remote));
        await WriteAsync(plant, ("a", null, "text"));
        await plant.FoldAllAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => work.RunAsync(Pointer, CancellationToken.None));
        remote.Fails = false;
        await work.RunAsync(Pointer, CancellationToken.None);
        Assert.Single(await ReadAsync(plant, "remote/model"));
    }

    [Fact]
    public async Task A_claim_of_another_worker_is_respected_until_its_time_is_over()
    {
        await using var plant = new Plant();
        var remote = new CountingEmbedder();
        var work = Work(plant, new Embedder("remote/model", true, remote));
        await WriteAsync(plant, ("a", null, "text"));
        await plant.FoldAllAsync();
        var (ours, _) = await Store(plant).ClaimAsync(Place, ["a"], "remote/model");
        Assert.Equal(["a"], ours);

        await Assert.ThrowsAsync<InvalidOperationException>(() => work.RunAsync(Pointer, CancellationToken.None));
        Assert.Empty(remote.Lengths);
        plant.Time.Advance(TimeSpan.FromMinutes(6));
        await work.RunAsync(Pointer, CancellationToken.None);
        Assert.Single(await ReadAsync(plant, "remote/model"));
    }

    [Fact]
    public void A_vector_keeps_its_direction_in_one_byte_a_place()
    {
        var vector = LexicalEmbedder.Embed("The quick brown fox jumps over the lazy dog.");
        var packed = PackedVector.Pack(vector);
        Assert.Equal(LexicalEmbedder.Dimensions + 4, packed.Length);
        Assert.InRange(TensorPrimitives.CosineSimilarity<float>(vector, PackedVector.Unpack(packed)), 0.999f, 1.001f);
        Assert.Equal(new float[3], PackedVector.Unpack(PackedVector.Pack(new float[3])));
        Assert.Throws<ArgumentException>(() => PackedVector.Pack([1, float.NaN]));
        Assert.Throws<FormatException>(() => PackedVector.Unpack([1, 2]));
    }

    private static EmbeddingStore Store(Plant plant) => new(plant.Tables, plant.Time);

    private static EmbeddingWork Work(Plant plant, Embedder embedder, EmbeddingOptions? options = null) =>
        new(plant.Calls, plant.Index, Store(plant), embedder, Options.Create(options ?? new EmbeddingOptions()));

    private static async Task<List<OutputEmbedding>> ReadAsync(Plant plant, string embedder) =>
        await Store(plant).ReadAsync("p1", Plant.Noon, Plant.Noon.AddMinutes(1), embedder).ToListAsync();

    private static Task<int> WriteAsync(Plant plant, params (string Id, string? Prompt, string Response)[] calls) =>
        plant.Writer.WriteAsync(
            "p1",
            [
                .. calls.Select(call =>
                    PackedCall.Of(
                        new NewCall(
                            Plant.Call(call.Id),
                            new CallTexts(call.Prompt is null ? [] : [new CallMessage("user", call.Prompt)], call.Response, [], [])
                        )
                    )
                ),
            ],
            CancellationToken.None
        );

    private sealed class CountingEmbedder : IEmbeddingGenerator<string, Embedding<float>>
    {
        public bool Fails { get; set; }
        public List<int> Lengths { get; } = [];

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values,
            EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default
        )
        {
            if (Fails)
                throw new InvalidOperationException("down");
            var texts = values.ToList();
            Lengths.AddRange(texts.Select(text => text.Length));
            return Task.FromResult(
                new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(new float[] { text.Length, 1 })))
            );
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}
