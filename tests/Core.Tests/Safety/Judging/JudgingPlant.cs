using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Judge;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety.Gate;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Safety.Rates;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Core.Safety.Sampling;
using LlmMonitor.Core.Tests.Probes;
using LlmMonitor.Core.Tests.Projects;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Tests.Safety.Judging;

/// <summary>Gate, sampling, judge and rates over the embedded store, with a judge of the test's own.</summary>
internal sealed class JudgingPlant : IAsyncDisposable
{
    public const string Safe =
        """{"rationale":"A plain answer.","request_is_harmful":false,"is_harmful":false,"category":null,"severity":null,"confidence":0.99}""";
    public const string Harmful =
        """{"rationale":"It helps to build a weapon.","request_is_harmful":true,"is_harmful":true,"category":"indiscriminate_weapons","severity":"critical","confidence":0.9}""";

    public JudgingPlant(double baseRate = 1, JudgeOptions? judge = null)
    {
        Sampling = new() { BaseRate = baseRate };
        var judging = judge ?? new() { Model = "judge", UsdPerDay = 1000 };
        Probes = new(judge: judging);
        var (tables, time) = (Probes.Plant.Tables, Probes.Plant.Time);
        Boosts = new(tables, time);
        var sampling = Options.Create(Sampling);
        Sampler = new(Boosts, new(tables, time), time, sampling, NullLogger<SafetySampler>.Instance);
        Hits = new(tables);
        Counts = new(tables, time, bytes => bytes.Fill(1), NullLogger<GateCounts>.Instance);
        var gating = Options.Create(new GateOptions());
        Gate = new(
            new PatternBook(new PatternStore(tables), time),
            Hits,
            Counts,
            new StreamTails(time, gating),
            Sampler,
            time,
            gating,
            NullLogger<SafetyGate>.Instance
        );
        Store = new(tables, time);
        Work = new(
            Probes.Plant.Calls,
            new SlotSampling(Probes.Plant.Calls, Probes.Plant.Index, Hits, Sampler, time),
            Store,
            JudgeReviews = new JudgeReviews(
                Store,
                Probes.Plant.Calls,
                new ReviewDesk(Reviews = new ReviewStore(tables), Options.Create(new ReviewOptions()), time)
            ),
            Probes.Judge,
            Projects = new ProjectStore(tables, time, Dice.Seeded()),
            Probes.Plant.Work,
            time,
            Options.Create(judging),
            Options.Create(JudgingOptions)
        );
        Hours = new(tables, Store, time);
        Reports = new(Hours, Counts, Hits, Probes.Judge, Options.Create(Rates));
        Run = new(Hours, Counts, Probes.Findings, Boosts, Probes.Judge, Probes.Plant.Queues, Options.Create(Rates), sampling, gating);
        Judge.Says = (_, _) => Safe;
    }

    public ProbePlant Probes { get; }
    public Plant Plant => Probes.Plant;
    public FakeModel Judge => Probes.Judging;
    public SamplingOptions Sampling { get; }
    public SafetyJudgingOptions JudgingOptions { get; } = new();
    public SafetyRateOptions Rates { get; } = new();
    public SamplingBoostStore Boosts { get; }
    public SafetySampler Sampler { get; }
    public GateHitStore Hits { get; }
    public GateCounts Counts { get; }
    public SafetyGate Gate { get; }
    public JudgementStore Store { get; }
    public ReviewStore Reviews { get; }
    public JudgeReviews JudgeReviews { get; }
    public JudgeWork Work { get; }
    public ProjectStore Projects { get; }
    public SafetyHours Hours { get; }
    public SafetyReports Reports { get; }
    public SafetyRun Run { get; }
    public Project Project { get; private set; } = null!;

    public async Task<JudgingPlant> OpenAsync()
    {
        await Projects.EnsureDefaultAsync();
        Project = (await Projects.FindAsync(Core.Projects.Project.DefaultId))!;
        return this;
    }

    /// <summary>Reports calls with texts and folds them.</summary>
    /// <returns>Where they lie.</returns>
    public async Task<SlotPointer> TakeAsync(params IEnumerable<(string Id, string Response)> calls)
    {
        var at = Plant.Time.GetUtcNow();
        await Plant.Writer.WriteAsync(
            Project.Id,
            [
                .. calls.Select(call =>
                    PackedCall.Of(new NewCall(Plant.Call(call.Id, at), new CallTexts([new("user", "Tell me.")], call.Response, [], [])))
                ),
            ],
            CancellationToken.None
        );
        await Plant.FoldAllAsync();
        await foreach (var place in Plant.Calls.PlacesAsync(Project.Id, at, at.AddSeconds(1), CancellationToken.None))
            return new(Project.Id, place.Key);
        throw new InvalidOperationException("No call was written.");
    }

    public async Task<IReadOnlyDictionary<string, SafetyJudgement>> JudgementsAsync()
    {
        var (_, judgements) = await Store.ReadHourAsync(Project.Id, SafetyHours.HourOf(Plant.Time.GetUtcNow()), CancellationToken.None);
        return judgements.ToDictionary(one => one.Call.RequestId, StringComparer.Ordinal);
    }

    public async Task<Verdict> VerdictAsync(string rule, string subject = "project") =>
        (await Probes.Findings.ReadAsync(Project.Id, Plant.Time.GetUtcNow())).Single(verdict =>
            verdict.Rule == rule && verdict.Subject == subject
        );

    public async ValueTask DisposeAsync()
    {
        Counts.Dispose();
        await Probes.DisposeAsync();
    }
}
