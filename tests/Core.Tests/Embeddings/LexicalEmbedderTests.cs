using System.Numerics.Tensors;
using FsCheck.Xunit;
using LlmMonitor.Core.Embeddings;
using Microsoft.Extensions.AI;
using Xunit;

namespace LlmMonitor.Core.Tests.Embeddings;

public class LexicalEmbedderTests
{
    private const string Invoice = "The invoice of 3 May 2025 comes to 12.50 euros and was paid in full by card.";

    private static float Likeness(string one, string other) =>
        TensorPrimitives.Dot<float>(LexicalEmbedder.Embed(one), LexicalEmbedder.Embed(other));

    [Fact]
    public void A_text_has_the_same_vector_on_every_machine()
    {
        // Changing one of these means a new id: kept vectors would be compared with others.
        var vector = LexicalEmbedder.Embed(Invoice);
        Assert.Equal("0.06413537 0.04275691 0.04275691 -0.021378456", string.Join(' ', vector.Take(4).Select(part => part.ToString("R"))));
    }

    [Fact]
    public void Alike_wording_lies_nearer_than_other_wording()
    {
        var near = Likeness(Invoice, "The invoice of 4 May 2025 comes to 14.50 euros and was settled by card.");
        var far = Likeness(Invoice, "Photosynthesis turns light into sugar inside the leaves of green plants.");
        Assert.True(near > 0.8, $"{near}");
        Assert.True(far < 0.4, $"{far}");
    }

    [Fact]
    public void Another_day_and_another_amount_are_the_same_text() =>
        Assert.Equal(
            LexicalEmbedder.Embed(Invoice),
            LexicalEmbedder.Embed("The invoice of 9 August 2031 comes to 47.05 euros and was paid in full by card.")
        );

    [Fact]
    public void Case_does_not_matter_and_order_hardly() => Assert.Equal(1, Likeness("The Cat Sat", "sat THE cat"), 0.0001);

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    public void A_text_without_a_character_to_see_has_a_vector_of_zeros(string text) =>
        Assert.All(LexicalEmbedder.Embed(text), part => Assert.Equal(0, part));

    [Property(MaxTest = 300)]
    public void Any_text_has_a_vector_of_length_one_or_zero(string? text)
    {
        var length = TensorPrimitives.Norm<float>(LexicalEmbedder.Embed(text ?? ""));
        Assert.True(length == 0 || Math.Abs(length - 1) < 0.0001, $"{length}");
    }

    [Fact]
    public async Task The_generator_names_its_id_and_dimensions_and_keeps_the_order()
    {
        using var embedder = new LexicalEmbedder();
        var vectors = await embedder.GenerateAsync(["one", Invoice]);
        Assert.Equal(LexicalEmbedder.Embed(Invoice), vectors[1].Vector.ToArray());
        var metadata = embedder.GetService<EmbeddingGeneratorMetadata>();
        Assert.Equal(("lexical-512-v2", 512), (metadata?.DefaultModelId, metadata?.DefaultModelDimensions));
    }
}
