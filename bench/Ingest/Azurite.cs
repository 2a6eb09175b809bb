using System.Diagnostics;

namespace LlmMonitor.Ingest;

/// <summary>Microsoft's storage emulator in memory. Install it first: npm ci --ignore-scripts in tests/azurite.</summary>
internal sealed class Azurite : IDisposable
{
    // The well-known account of every Azurite: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
    private const string Account =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;";

    private readonly Process process;

    public Azurite()
    {
        var start = new ProcessStartInfo(
            "node",
            "start.js --inMemoryPersistence --silent --disableTelemetry --skipApiVersionCheck --blobPort 0 --queuePort 0 --tablePort 0"
        )
        {
            WorkingDirectory = Repository.PathOf("tests", "azurite"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        process = Process.Start(start)!;
        var ports = new Dictionary<string, string>(StringComparer.Ordinal);
        while (ports.Count < 3)
        {
            var line =
                process.StandardOutput.ReadLine()
                ?? throw new InvalidOperationException("Azurite ended. Install it first: npm ci --ignore-scripts in tests/azurite");
            if (line.Split(' ') is ["Azurite", var service, "service", "is", "successfully", "listening", "at", var address])
                ports[service] = address;
        }
        ConnectionString =
            $"{Account}BlobEndpoint={ports["Blob"]}/devstoreaccount1;QueueEndpoint={ports["Queue"]}/devstoreaccount1;TableEndpoint={ports["Table"]}/devstoreaccount1;";
    }

    public string ConnectionString { get; }

    public void Dispose()
    {
        // It ends when its input does (start.js); a profile that node was asked for (--cpu-prof) is then written.
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
            process.Kill();
        process.Dispose();
    }
}
