using System.Text;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Calls;

/// <summary>What a project does not let be kept is nowhere in the files, under no key and in no queue.</summary>
public sealed class TextSecrecyTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    private const string Secret = "sk-proj-Zq8vT2mNcX4LrB7wKd91HsGf";

    [Theory] // W4
    [InlineData("full", true)]
    [InlineData("redacted", false)]
    [InlineData("none", false)]
    public async Task A_secret_lies_in_the_files_only_where_texts_are_kept_as_they_are(string texts, bool kept)
    {
        var tenant = await app.TenantAsync(new { texts });
        // Error messages and tags lie uncompressed, so that the scan of the files sees them. Each case has a secret of its own.
        var secret = Secret + texts;
        await tenant.TakeAndFoldAsync(
            new
            {
                request_id = "a",
                model = "m",
                prompt = $"the key is {secret}",
                response = $"use {secret}",
                contexts = new[] { secret },
                tool_calls = new[] { new { name = "call", arguments = secret } },
                tags = new { note = secret },
                error = new { type = "client", message = $"bad key {secret}" },
            }
        );
        var answer = await tenant.GetAsync("/calls/a");
        Assert.Equal(kept, answer.Text.Contains(secret, StringComparison.Ordinal));
        Assert.Equal(kept, Files().Any(file => file.Contains(secret, StringComparison.Ordinal)));
    }

    private IEnumerable<string> Files()
    {
        foreach (var path in Directory.EnumerateFiles(app.Folder, "*", SearchOption.AllDirectories))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            yield return Encoding.Latin1.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
    }
}
