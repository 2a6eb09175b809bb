using LlmMonitor.Core.Projects;
using Xunit;

namespace LlmMonitor.Core.Tests.Projects;

public sealed class KeyRulesTests
{
    [Fact]
    public void A_new_key_carries_its_id_and_52_letters_of_secret()
    {
        var secrets = Dice.Seeded();
        var id = KeyRules.NewId(secrets);
        var text = KeyRules.NewKeyText(id, secrets);

        Assert.Matches($"^lmk_{id}_[a-z2-7]{{52}}$", text);
        Assert.Equal(id, KeyRules.IdOf(text));
    }

    [Fact]
    public void Each_letter_of_a_secret_is_as_likely_as_any_other()
    {
        var letters = KeyRules.Letters(Dice.Seeded(), 320);
        var seen = new Dictionary<char, int>();
        for (var secret = 0; secret < 1_000; secret++)
            foreach (var letter in KeyRules.Letters(Dice.Seeded(secret), 320))
                seen[letter] = seen.GetValueOrDefault(letter) + 1;

        Assert.Equal(320, letters.Length);
        Assert.Equal(32, seen.Count);
        // 10,000 expected of each; six standard deviations are 590.
        Assert.All(seen.Values, count => Assert.InRange(count, 9_410, 10_590));
    }

    [Theory]
    [InlineData("")]
    [InlineData("lmk_")]
    [InlineData("lmk_aaaaaaaaaaaa")]
    [InlineData("lmk_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("lmk_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("LMK_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("lmk_aaaa/aaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("lmk_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1")]
    public void What_is_not_of_a_keys_shape_has_no_id(string text) => Assert.Null(KeyRules.IdOf(text));

    [Theory]
    [InlineData(Scope.Ingest, Scope.Ingest)]
    [InlineData(Scope.Read | Scope.Review, Scope.Read | Scope.Review)]
    [InlineData(Scope.Admin, Scope.Ingest | Scope.Read | Scope.Review | Scope.Admin)]
    [InlineData(Scope.Operator, Scope.Ingest | Scope.Read | Scope.Review | Scope.Admin | Scope.Operator)]
    public void A_scope_implies_the_smaller_ones(Scope granted, Scope all) => Assert.Equal(all, KeyRules.Implied(granted));

    [Theory]
    [InlineData(Scope.None, "")]
    [InlineData(Scope.Admin | Scope.Ingest, "ingest admin")]
    [InlineData(Scope.Operator | Scope.Read | Scope.Review, "read review operator")]
    public void Scopes_are_named_in_lower_case(Scope scopes, string names) =>
        Assert.Equal(names, string.Join(' ', KeyRules.NamesOf(scopes)));

    [Fact]
    public void A_bootstrap_key_below_16_characters_is_refused_without_being_repeated()
    {
        var fault = Assert.Throws<ArgumentException>(() => KeyRules.BootstrapHash("fifteen-letters"));

        Assert.Contains("LlmMonitor:AdminKey has 15 characters and needs at least 16", fault.Message);
        Assert.DoesNotContain("fifteen-letters", fault.Message);
        Assert.Equal(KeyRules.Hash("sixteen-letters!"), KeyRules.BootstrapHash("sixteen-letters!"));
    }
}
