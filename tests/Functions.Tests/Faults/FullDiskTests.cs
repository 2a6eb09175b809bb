using System.Diagnostics;
using System.Globalization;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Host;
using LlmMonitor.Functions.Tests.Host.Child;
using Xunit;

namespace LlmMonitor.Functions.Tests.Faults;

/// <summary>
/// The disk under the embedded store fills up. The kernel's limit for the files of one process (prlimit) makes real writes fail, without root, and is lifted
/// while the app runs.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private const long RoomBytes = 1 << 20;
    private const int CallsPerBatch = 50;

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("full-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => data.Remove();

    [Fact]
    public async Task What_does_not_fit_is_refused_what_was_acknowledged_stays_and_with_room_it_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "prlimit is Linux's.");
        var acknowledged = new List<int>();
        var refused = new List<int>();
        await using (var app = Start())
        {
            using var client = await app.ClientAsync(TestApp.AdminKey);
            await SendAsync(client, 0);
            Assert.Equal([0], acknowledged);

            await LimitAsync(app, $"{data.GetFiles().Max(file => file.Length) + RoomBytes}");
            for (var batch = 1; refused.Count < 5; batch++)
            {
                Assert.InRange(batch, 1, 500);
                await SendAsync(client, batch);
            }
            // Still there, and what it knows can be read.
            Assert.Equal(200, (await client.AskAsync(HttpMethod.Get, "/api/health")).Status);
            foreach (var batch in acknowledged)
                await HasAsync(client, batch);

            await LimitAsync(app, "unlimited");
            foreach (var batch in refused.ToList())
                await SendAsync(client, batch);
            Assert.Equal(5, refused.Count);
            await LimitAsync(app, $"{data.GetFiles().Max(file => file.Length)}");
            await SendAsync(client, 1000);
            await app.KillAsync();
        }

        await using var again = Start();
        using var after = await again.ClientAsync(TestApp.AdminKey);
        foreach (var batch in acknowledged)
            await HasAsync(after, batch);

        async Task SendAsync(HttpClient client, int batch)
        {
            var calls = Enumerable
                .Range(0, CallsPerBatch)
                .Select(i => new
                {
                    request_id = $"b{batch}-{i}",
                    model = "gpt-4o",
                    input_tokens = 1000,
                    prompt = Text(batch * CallsPerBatch + i),
                });
            var answer = await client.AskAsync(HttpMethod.Post, "/api/v1/calls", calls);
            (answer.Status == 202 ? acknowledged : refused).Add(batch);
            Assert.True(answer.Status is 202 or 503, answer.Text);
        }
    }

    private ChildApp Start() =>
        ChildApp.Start(
            new Dictionary<string, string>
            {
                ["LlmMonitor__AdminKey"] = TestApp.AdminKey,
                ["LlmMonitor__DataFolder"] = data.FullName,
                [TestStartup.FullDiskSetting] = "1",
            },
            "--urls",
            "http://127.0.0.1:0"
        );

    private static async Task HasAsync(HttpClient client, int batch)
    {
        foreach (var i in new[] { 0, CallsPerBatch - 1 })
            Assert.Equal(200, (await client.AskAsync(HttpMethod.Get, $"/api/v1/calls/b{batch}-{i}")).Status);
    }

    /// <summary>Nothing that could be compressed.</summary>
    private static string Text(int seed) => new(new Random(seed).GetItems<char>("abcdefghijklmnopqrstuvwxyz0123456789 ", 2000));

    private static async Task LimitAsync(ChildApp app, string bytes)
    {
        using var prlimit = Process.Start(
            "prlimit",
            ["--pid", app.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:unlimited"]
        );
        await prlimit.WaitForExitAsync(Cancellation);
        Assert.Equal(0, prlimit.ExitCode);
    }
}
