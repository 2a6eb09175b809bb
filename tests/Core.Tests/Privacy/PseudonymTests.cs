using LlmMonitor.Core.Privacy;
using Xunit;

namespace LlmMonitor.Core.Tests.Privacy;

public class PseudonymTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void A_user_has_one_name_in_a_project_and_another_in_the_next()
    {
        Assert.Equal(Pseudonym.Of("anna", Secret), Pseudonym.Of("anna", Secret));
        Assert.NotEqual(Pseudonym.Of("anna", Secret), Pseudonym.Of("bob", Secret));
        Assert.NotEqual(Pseudonym.Of("anna", Secret), Pseudonym.Of("anna", [.. Secret, 1]));
    }

    // Python: base64.b32encode(hmac.digest(bytes(range(32)), "anna".encode(), "sha256")[:5]).lower()
    [Fact]
    public void It_is_the_first_40_bits_of_an_hmac_in_base32() => Assert.Equal("user-j2ocl2yk", Pseudonym.Of("anna", Secret));

    [Fact]
    public void Without_a_secret_there_is_no_pseudonym() =>
        Assert.Contains("secret", Assert.Throws<ArgumentException>(() => Pseudonym.Of("anna", [])).Message);
}
