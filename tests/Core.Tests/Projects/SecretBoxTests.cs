using LlmMonitor.Core.Projects;
using Microsoft.Extensions.Options;
using Xunit;

namespace LlmMonitor.Core.Tests.Projects;

public sealed class SecretBoxTests
{
    private static readonly string Key = Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    private static readonly string Other = Convert.ToBase64String(new byte[32]);

    [Theory]
    [InlineData("")]
    [InlineData("https://hooks.example.org/ü/秘")]
    public void What_is_sealed_opens_at_its_place(string text)
    {
        var box = Box(Key);
        var sealedText = box.Seal(text, "channels|demo|ops")!;
        Assert.Equal(text, box.Open(sealedText, "channels|demo|ops"));
        Assert.Null(box.Open(sealedText, "channels|other|ops"));
        Assert.NotEqual(sealedText, box.Seal(text, "channels|demo|ops")); // each time another nonce
    }

    [Fact]
    public void A_former_key_opens_and_does_not_seal()
    {
        var before = Box(Other).Seal("text", "place")!;
        Assert.Equal("text", Box(Key, Other).Open(before, "place"));
        Assert.Null(Box(Key).Open(before, "place"));
        Assert.Null(Box(Other).Open(Box(Key, Other).Seal("text", "place")!, "place"));
    }

    [Fact]
    public void Without_a_key_nothing_is_sealed()
    {
        Assert.Null(SecretBoxes.WithoutKey.Seal("text", "place"));
        Assert.Null(SecretBoxes.WithoutKey.Open(Box(Key).Seal("text", "place")!, "place"));
    }

    [Fact]
    public void A_changed_byte_anywhere_does_not_open()
    {
        var sealedText = Box(Key).Seal("text", "place")!;
        for (var i = 0; i < sealedText.Length - 1; i++)
        {
            var changed = sealedText.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Assert.Null(Box(Key).Open(new string(changed), "place"));
        }
        foreach (var broken in new[] { "", "?", sealedText[..20] })
            Assert.Null(Box(Key).Open(broken, "place"));
    }

    private static SecretBox Box(string key, string former = "") =>
        new(Options.Create(new SecretOptions { Key = key, FormerKey = former }), Dice.Seeded(7));
}
