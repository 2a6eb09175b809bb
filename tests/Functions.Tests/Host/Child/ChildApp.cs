using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Threading.Channels;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host.Child;

/// <summary>
/// The real program in a process of its own, with <see cref="TestStartup"/> added to it (ASP.NET Core's hosting start-up, from this assembly).
/// </summary>
public sealed class ChildApp : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("child-");
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private readonly Process process;

    private ChildApp(string[] arguments, IReadOnlyDictionary<string, string> settings)
    {
        var bin = AppContext.BaseDirectory;
        var start = new ProcessStartInfo("dotnet")
        {
            // A folder without local.settings.json.
            WorkingDirectory = folder.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] command =
        [
            "exec",
            "--depsfile",
            Path.Combine(bin, "LlmMonitor.Functions.Tests.deps.json"),
            "--runtimeconfig",
            Path.Combine(bin, "LlmMonitor.Functions.Tests.runtimeconfig.json"),
            Path.Combine(bin, "LlmMonitor.Functions.dll"),
            .. arguments,
        ];
        foreach (var argument in command)
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = "LlmMonitor.Functions.Tests";
        start.Environment[TestStartup.ChildSetting] = "1";
        start.Environment["LlmMonitor__DataFolder"] = Path.Combine(folder.FullName, "data");
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Write("out: ", line.Data);
        process.ErrorDataReceived += (_, line) => Write("err: ", line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static ChildApp Start(IReadOnlyDictionary<string, string> settings, params string[] arguments) => new(arguments, settings);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The next line of the log (marked <c>out:</c> or <c>err:</c>) that contains the text.</summary>
    public async Task<string> LineAsync(string containing)
    {
        var seen = new List<string>();
        await foreach (var line in lines.Reader.ReadAllAsync(Cancellation))
        {
            seen.Add(line);
            if (line.Contains(containing, StringComparison.Ordinal))
                return line;
        }
        throw new InvalidOperationException($"The app ended without a line with '{containing}'. It said: {string.Join(" | ", seen)}");
    }

    public async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode;
    }

    /// <summary>Waits until it listens.</summary>
    /// <returns>A client of it; without a key, or with one.</returns>
    public async Task<HttpClient> ClientAsync(string? key = null)
    {
        var line = await LineAsync("listens on http");
        // Whoever says Expect: 100-continue means it, however slow the machine.
        var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
        {
            BaseAddress = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Trim('.', ' ')),
        };
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>SIGKILL: nothing of the app gets to run any more.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        folder.Remove();
    }

    private int ended;

    private void Write(string mark, string? line)
    {
        if (line is not null)
            lines.Writer.TryWrite(mark + line);
        else if (Interlocked.Increment(ref ended) == 2)
            lines.Writer.Complete();
    }
}
