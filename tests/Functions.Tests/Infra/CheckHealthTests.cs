using LlmMonitor.Functions.Commands;
using LlmMonitor.Functions.Tests.Host.Child;
using Xunit;

namespace LlmMonitor.Functions.Tests.Infra;

public sealed class CheckHealthTests
{
    [Fact]
    public async Task A_running_app_is_well()
    {
        var url = $"http://127.0.0.1:{ChildApp.FreePort()}";
        await using var app = ChildApp.Start(new Dictionary<string, string>(StringComparer.Ordinal), "--urls", url);
        using var client = await app.ClientAsync();
        Assert.Equal(0, await Command.RunAsync(["health", "--url", url]));
    }

    [Fact]
    public async Task Where_nobody_answers_it_ends_with_1() =>
        Assert.Equal(1, await Command.RunAsync(["health", "--url", $"http://127.0.0.1:{ChildApp.FreePort()}"]));

    [Theory]
    [InlineData("seven")]
    [InlineData("ftp://127.0.0.1")]
    public async Task An_address_that_is_none_is_a_wrong_command(string url) =>
        Assert.Equal(2, await Command.RunAsync(["health", "--url", url]));
}
