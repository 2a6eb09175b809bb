using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Monitors;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Tests.Drift;

/// <summary>Drift runs over the embedded store, with a clock of their own and small baselines.</summary>
internal sealed class DriftPlant : IAsyncDisposable
{
    public static readonly StreamKey Stream = new("chat", "gpt-4o", "(none)");
    private static readonly string[] Cities = ["Paris", "Lagos", "Lima", "Oslo", "Quito", "Hanoi", "Turin", "Accra"];
    private int _next;

    public DriftPlant()
    {
        var embeddings = new EmbeddingStore(Plant.Tables, Plant.Time);
        Streams = new StreamStore(Plant.Tables);
        Baselines = new BaselineStore(Plant.Tables, Plant.Time);
        Shapes = new ShapeRollups(Plant.Tables);
        Findings = new FindingStore(Plant.Tables);
        var options = Options.Create(Settings);
        var start = new StreamStart(Baselines, Plant.Reader, Plant.Calls, embeddings, Embedder.Local);
        var evidence = new AlarmEvidence(new TellingExamples(Plant.Calls));
        Feeding = new StreamFeeding(Streams, start, embeddings, Embedder.Local, Shapes, evidence, options);
        Run = new DriftRun(
            Plant.Tables,
            new OutputFeed(Plant.Calls, Plant.Index),
            Streams,
            Feeding,
            Findings,
            new DateOrderStore(Plant.Tables, Plant.Time),
            options,
            NullLogger<DriftRun>.Instance
        );
    }

    public Plant Plant { get; } = new();
    public DriftOptions Settings { get; } = new() { BaselineOutputs = 100, WatermarkSeconds = 0 };
    public StreamStore Streams { get; }
    public BaselineStore Baselines { get; }
    public ShapeRollups Shapes { get; }
    public FindingStore Findings { get; }
    public StreamFeeding Feeding { get; }
    public DriftRun Run { get; }

    public static string Plain(Random dice) => $"The answer is {Cities[dice.Next(Cities.Length)]}, with {dice.Next(1000)} reasons.";

    public static string Chatty(Random dice) => $"Sure! Here you go:\n\n- {Cities[dice.Next(Cities.Length)]}\n- {dice.Next(1000)} reasons!";

    /// <summary>Outputs a minute apart that end now; numbers and times go on from call to call.</summary>
    public async Task SayAsync(int count, Func<Random, string> text, Func<int, CheckResult[]>? checks = null)
    {
        Plant.Time.Advance(TimeSpan.FromMinutes(count));
        var now = Plant.Time.GetUtcNow();
        var calls = Enumerable
            .Range(0, count)
            .Select(i =>
                Plant.Call($"r{_next + i:d5}", now.AddMinutes(i - count)) with
                {
                    Shape = OutputShape.Of(text(new Random(_next + i))).Pack(),
                    Checks = checks?.Invoke(i) ?? [],
                }
            )
            .ToList();
        _next += count;
        await Plant.WriteAsync(calls);
        await Plant.FoldAllAsync();
    }

    public Task RunAsync(IReadOnlyDictionary<string, DateTimeOffset>? acknowledged = null) =>
        Run.RunAsync(
            Plant.Project,
            Plant.Time.GetUtcNow(),
            acknowledged ?? new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal),
            CancellationToken.None
        );

    public async Task<StreamStatus> StatusAsync() => (await Streams.FindAsync("p1", Stream))!.Status;

    public async Task<Verdict> FindingAsync(string rule) =>
        (await Findings.ReadAsync("p1", Plant.Time.GetUtcNow())).First(verdict =>
            verdict.Rule == rule && !verdict.Subject.Contains("check:(", StringComparison.Ordinal)
        );

    public ValueTask DisposeAsync() => Plant.DisposeAsync();
}
