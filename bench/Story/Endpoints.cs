using System.Diagnostics;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Story;

/// <summary>
/// A drift run over many endpoints, each with a full day behind it: the hour's outputs read, fed, looked through and saved. Outputs have no
/// vectors, whose witness adds about as much again as that of the statistics.
/// </summary>
internal static class Endpoints
{
    private const int Count = 20;
    private const int ADay = 1000;
    private const int AnHour = 42;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("drift-run-");
        using (var database = new SqliteDatabase(Path.Combine(folder.FullName, "bench.db")))
        {
            var tables = new SqliteTables(database);
            var work = new WorkQueue(new SqliteQueues(database, TimeProvider.System), NullLogger<WorkQueue>.Instance);
            var index = new CallIndex(tables);
            var calls = new CallStore(tables, index);
            await using var writer = new CallWriter(
                tables,
                work,
                index,
                Options.Create(new CallOptions()),
                TimeProvider.System,
                span => span.Clear(),
                NullLogger<CallWriter>.Instance
            );
            var (streams, embeddings) = (new StreamStore(tables), new EmbeddingStore(tables, TimeProvider.System));
            var options = Options.Create(new DriftOptions { FeedPerDay = 20_000, WatermarkSeconds = 0 });
            var start = new StreamStart(
                new BaselineStore(tables, TimeProvider.System),
                new RollupReader(tables),
                calls,
                embeddings,
                Embedder.Local
            );
            var feeding = new StreamFeeding(
                streams,
                start,
                embeddings,
                Embedder.Local,
                new ShapeRollups(tables),
                new AlarmEvidence(new TellingExamples(calls)),
                options
            );
            var run = new DriftRun(
                tables,
                new OutputFeed(calls, index),
                streams,
                feeding,
                new FindingStore(tables),
                new DateOrderStore(tables, TimeProvider.System),
                options,
                NullLogger<DriftRun>.Instance
            );
            var project = new Project("bench", "Bench", TimeProvider.System.GetUtcNow().AddDays(-30));
            await PassAsync(run, writer, project, 0, ADay, "the day before");
            await PassAsync(run, writer, project, ADay, AnHour, "one hour");
        }
        folder.Delete(recursive: true);
    }

    private static async Task PassAsync(DriftRun run, CallWriter writer, Project project, int from, int count, string what)
    {
        var documents = new Documents { Embedded = false };
        var now = TimeProvider.System.GetUtcNow();
        for (var endpoint = 0; endpoint < Count; endpoint++)
        {
            var outputs = Enumerable
                .Range(0, 8)
                .SelectMany(day => documents.OfDay(new DateOnly(2026, 6, 1).AddDays(day + from), 0, endpoint))
                .Take(count)
                .Select(
                    (one, i) =>
                        new LlmCall
                        {
                            RequestId = $"e{endpoint}-{from + i}",
                            Model = "gpt-4o",
                            Endpoint = $"endpoint-{endpoint}",
                            Feature = "invoices",
                            Timestamp = now.AddSeconds(i - count),
                            Shape = one.Output.Shape,
                            PromptShape = one.Output.PromptShape,
                            Checks = one.Output.Checks,
                        }
                );
            await writer.WriteAsync(
                project.Id,
                [.. outputs.Select(call => PackedCall.Of(new NewCall(call, null)))],
                CancellationToken.None
            );
        }
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System); // until the slots are ripe
        var (watch, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var none = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await run.RunAsync(project, TimeProvider.System.GetUtcNow(), none, CancellationToken.None);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Console.WriteLine(
            $"{Count} endpoints, {what}: {Count * count} outputs, {watch.Elapsed.TotalSeconds:0.0} s by the clock, {cpu.TotalSeconds:0.0} s of processor"
        );
    }
}
