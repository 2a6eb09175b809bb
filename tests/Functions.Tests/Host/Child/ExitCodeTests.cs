using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host.Child;

/// <summary>The Functions host starts a handler again unless it ended with 0.</summary>
public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_background_service_that_breaks_ends_the_process_with_a_failure(bool underHost)
    {
        var settings = underHost ? UnderHost() : [];
        settings[TestStartup.FaultSetting] = "1";
        await using var app = ChildApp.Start(settings, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, await app.ExitCodeAsync());
    }

    [Fact]
    public async Task A_person_who_ends_it_on_a_laptop_gets_a_0()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGTERM is sent on Unix only.");
        await using var app = ChildApp.Start(new Dictionary<string, string>(), "--urls", "http://127.0.0.1:0");
        await app.LineAsync("listens on");
        await TerminateAsync(app);
        Assert.Equal(0, await app.ExitCodeAsync());
    }

    [Fact]
    public async Task Under_the_host_no_stop_was_asked_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGTERM is sent on Unix only.");
        await using var app = ChildApp.Start(UnderHost());
        await app.LineAsync("listens on");
        await TerminateAsync(app);
        Assert.Equal(1, await app.ExitCodeAsync());
    }

    [Theory]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "7072", "LlmMonitor__AdminKey is not set")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "eighty", "FUNCTIONS_CUSTOMHANDLER_PORT is 'eighty'")]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true", "LlmMonitor__AdminKey is not set")]
    [InlineData("AzureWebJobsStorage__accountName", "mine", "LlmMonitor__AdminKey is not set")]
    [InlineData("LlmMonitor__Triggers", "maybe", "LlmMonitor__Triggers is 'maybe'")]
    public async Task A_setting_that_is_missing_or_wrong_stops_the_start_with_a_sentence(string name, string value, string says)
    {
        await using var app = ChildApp.Start(new Dictionary<string, string> { [name] = value });
        Assert.StartsWith("err: ", await app.LineAsync(says), StringComparison.Ordinal);
        Assert.Equal(1, await app.ExitCodeAsync());
    }

    private static Dictionary<string, string> UnderHost() =>
        new()
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = ChildApp.FreePort().ToString(CultureInfo.InvariantCulture),
            ["LlmMonitor__AdminKey"] = TestApp.AdminKey,
        };

    private static async Task TerminateAsync(ChildApp app)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{app.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
