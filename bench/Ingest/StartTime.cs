using System.Diagnostics;

namespace LlmMonitor.Ingest;

/// <summary>From the process's start to the first answer, on an empty data folder and on one that was there.</summary>
internal static class StartTime
{
    private const int Starts = 7;

    public static async Task RunAsync()
    {
        await ShowAsync("Release build", null);
        var into = Repository.PathOf("artifacts", "bench-publish");
        using var publish = Process.Start(
            "dotnet",
            $"publish {Repository.PathOf("src", "Functions")} -c Release -r linux-x64 --self-contained -p:PublishReadyToRun=true -o {into} -v q -clp:ErrorsOnly"
        );
        await publish.WaitForExitAsync();
        if (publish.ExitCode == 0)
            await ShowAsync("published, ReadyToRun", Path.Combine(into, "LlmMonitor.Functions"));
    }

    private static async Task ShowAsync(string name, string? published)
    {
        using var folder = new TempFolder();
        var starts = new List<double>();
        var memory = 0L;
        for (var i = 0; i <= Starts; i++)
        {
            await using var app = await App.StartAsync(folder.Path, published: published);
            starts.Add(app.Started.TotalSeconds);
            memory = app.Memory().Now;
        }
        Figures.Row($"{name}, first start (makes its file)", $"{starts[0]:F2} s", "<= 1 s");
        Figures.Row(
            $"{name}, median and worst of {Starts} more",
            $"{starts.Skip(1).Median():F2} and {starts.Skip(1).Max():F2} s",
            "<= 1 s"
        );
        Figures.Row($"{name}, resident memory at rest", $"{memory} MiB", "<= 250 MB");
    }
}
