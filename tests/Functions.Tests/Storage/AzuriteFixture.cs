using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using LlmMonitor.Functions.Tests.Storage;
using Xunit;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace LlmMonitor.Functions.Tests.Storage;

/// <summary>
/// One Azurite (Microsoft's storage emulator) for all tests of this assembly, in memory, on free ports; started when a test first asks
/// for it. It needs Node.js and npm, and installs itself from tests/azurite/package-lock.json the first time.
/// </summary>
public sealed class AzuriteFixture : IDisposable
{
    // Azurite's well-known account, the same in every copy of it: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Further accounts, for tests that share nothing with others.</summary>
    private const int MoreAccounts = 16;

    private readonly Lock starting = new();
    private Process? azurite;
    private string? connectionString;
    private int accounts;

    /// <summary>Skips the test that asks, with its reason, where Node.js is missing.</summary>
    public string ConnectionString
    {
        get
        {
            lock (starting)
                return connectionString ??= Start();
        }
    }

    /// <summary>The connection string of an account that no other test uses.</summary>
    public string NewAccount() => ConnectionString.Replace(Account, NameOf(Interlocked.Increment(ref accounts)), StringComparison.Ordinal);

    public void Dispose()
    {
        azurite?.Kill();
        azurite?.Dispose();
    }

    private static string NameOf(int number) => $"account{number:d3}";

    private string Start()
    {
        Assert.SkipUnless(
            NodeVersion() >= 20,
            "Azurite needs Node.js 20 or newer on the PATH; install it, or run the tests of tests/Core.Tests alone."
        );
        var folder = FindFolder();
        Install(folder);
        azurite = Run(
            folder,
            "node",
            "start.js --inMemoryPersistence --silent --disableTelemetry --skipApiVersionCheck --blobPort 0 --queuePort 0 --tablePort 0"
        );
        var ports = new Dictionary<string, string>(StringComparer.Ordinal);
        while (ports.Count < 3)
        {
            var line =
                azurite.StandardOutput.ReadLine()
                ?? throw new InvalidOperationException($"Azurite ended: {azurite.StandardError.ReadToEnd()}");
            if (line.Split(' ') is ["Azurite", var service, "service", "is", "successfully", "listening", "at", var address])
                ports[service] = address;
        }
        return $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={ports["Blob"]}/{Account};"
            + $"QueueEndpoint={ports["Queue"]}/{Account};TableEndpoint={ports["Table"]}/{Account};";
    }

    /// <summary>The major version of Node.js; 0 where it or npm is missing.</summary>
    private static int NodeVersion()
    {
        try
        {
            using var npm = Run(".", Npm, "--version");
            using var node = Run(".", "node", "--version");
            return int.Parse(node.StandardOutput.ReadToEnd().TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture);
        }
        catch (Exception missing) when (missing is Win32Exception or FormatException)
        {
            return 0;
        }
    }

    private static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LlmMonitorFunctions.sln")))
            folder = folder.Parent;
        return Path.Combine(
            folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside of the repository."),
            "tests",
            "azurite"
        );
    }

    /// <summary>One test process at a time, and only where the lock file asks for something else than what lies there.</summary>
    private static void Install(string folder)
    {
        using var alone = new Mutex(false, "llm-monitor-azurite");
        alone.WaitOne();
        try
        {
            // npm writes this file last, so that a half-made installation is made again.
            var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
            if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
                return;
            using var npm = Run(folder, Npm, "ci --ignore-scripts --no-audit --no-fund --loglevel=error");
            npm.OutputDataReceived += (_, _) => { };
            npm.BeginOutputReadLine();
            var errors = npm.StandardError.ReadToEnd();
            npm.WaitForExit();
            if (npm.ExitCode != 0)
                throw new InvalidOperationException($"npm could not install Azurite in {folder}: {errors}");
        }
        finally
        {
            alone.ReleaseMutex();
        }
    }

    private static Process Run(string folder, string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var names = Enumerable.Range(1, MoreAccounts).Select(NameOf).Prepend(Account);
        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', names.Select(name => $"{name}:{Key}"));
        return Process.Start(start)!;
    }
}
