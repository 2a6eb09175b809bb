using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace LlmMonitor.Ingest;

/// <summary>The built app as a child process on a free port.</summary>
internal sealed class App : IAsyncDisposable
{
    private const int WarningsShown = 3;
    public const string Key = "bench-operator-key-of-this-run-0001";
    private readonly Process process;
    private int doubtful;
    private static int warnings;

    private App(Process process, Uri url)
    {
        this.process = process;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 })
        {
            BaseAddress = url,
            Timeout = TimeSpan.FromMinutes(2),
        };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    public HttpClient Http { get; }

    /// <summary>From the process's start to the first answer.</summary>
    public TimeSpan Started { get; private init; }

    /// <param name="folder">The data folder.</param>
    /// <param name="published">A published program instead of the Release build.</param>
    public static async Task<App> StartAsync(string folder, IReadOnlyDictionary<string, string>? settings = null, string? published = null)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(published ?? "dotnet")
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        if (published is null)
            start.ArgumentList.Add(Repository.PathOf("src", "Functions", "bin", "Release", "net10.0", "LlmMonitor.Functions.dll"));
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(url.ToString());
        start.Environment["LlmMonitor__AdminKey"] = Key;
        start.Environment["LlmMonitor__DataFolder"] = folder;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        var clock = Stopwatch.StartNew();
        var child = Process.Start(start)!;
        child.OutputDataReceived += (_, line) => Show(line.Data);
        child.BeginOutputReadLine();
        using var socket = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(5) };
        while (!await AnswersAsync(socket))
        {
            if (child.HasExited || clock.Elapsed > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException("The app did not start. Build it first: dotnet build -c Release src/Functions");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
        return new App(child, url) { Started = clock.Elapsed };
    }

    /// <summary>Sends calls, all of them new; a receipt that takes them for duplicates is counted as doubtful (a lost answer of Azure may do that).</summary>
    public async Task PostAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var answer = await Http.PostAsync("/api/v1/calls", content);
        var receipt = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {receipt}");
        if (!receipt.Contains("\"duplicates\":0", StringComparison.Ordinal))
            Interlocked.Increment(ref doubtful);
    }

    public async Task<long> CallsInReportAsync(DateOnly day)
    {
        using var json = JsonDocument.Parse(await Http.GetStringAsync($"/api/v1/reports/cost?date={day:yyyy-MM-dd}"));
        return json.RootElement.GetProperty("n_calls").GetInt64();
    }

    /// <summary>Waits until the day's report shows so many calls.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> UntilInReportAsync(long calls, DateOnly day, TimeSpan most)
    {
        var clock = Stopwatch.StartNew();
        for (
            long seen;
            (seen = await CallsInReportAsync(day)) < calls;
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System)
        )
            if (clock.Elapsed > most)
            {
                Figures.Row("NOT all calls are in the report", $"{seen:N0} of {calls:N0}");
                break;
            }
        return clock.Elapsed;
    }

    /// <summary>Resident memory now and at its peak. MiB.</summary>
    public (long Now, long Peak) Memory()
    {
        var status = File.ReadAllLines($"/proc/{process.Id}/status");
        return (Of("VmRSS:"), Of("VmHWM:"));
        long Of(string name) =>
            long.Parse(
                status.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                CultureInfo.InvariantCulture
            ) / 1024;
    }

    /// <summary>The processor time that the app used so far.</summary>
    public TimeSpan Processor => process.TotalProcessorTime;

    public async ValueTask DisposeAsync()
    {
        if (doubtful > 0)
            Figures.Row("receipts that named new calls duplicates", $"{doubtful:N0}");
        if (warnings > WarningsShown)
            Figures.Row("warnings of the app", $"{warnings:N0}");
        warnings = 0;
        Http.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync("/api/health")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static void Show(string? line)
    {
        if (line?.Split(':')[0] is "warn" or "fail" && Interlocked.Increment(ref warnings) <= WarningsShown)
            Console.WriteLine($"  app: {line[..Math.Min(line.Length, 200)]}");
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
