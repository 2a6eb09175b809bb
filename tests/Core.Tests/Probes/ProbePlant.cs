using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Canaries;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.GoldenSets;
using LlmMonitor.Core.Judge;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Probes;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Tests.Probes;

/// <summary>Canaries, golden sets and the judge over the embedded store and two models of the test's own.</summary>
internal sealed class ProbePlant : IAsyncDisposable
{
    private readonly HttpProbe _http;

    public ProbePlant(CanaryOptions? canaries = null, GoldenOptions? golden = null, JudgeOptions? judge = null)
    {
        var probes = Options.Create(new ProbeOptions { AllowPrivateAddresses = true });
        CanaryOptions = canaries ?? new();
        var judging = Options.Create(judge ?? new() { Model = "judge" });
        var prices = new PriceStep(PriceTable.Embedded);
        var models = new ModelProbe(name => name == "judge" ? Judging : Model, probes, Plant.Time);
        _http = new HttpProbe(probes, Plant.Time);
        var prober = new Prober(
            models,
            _http,
            new CallIngest([prices], Plant.Writer),
            (project, call) => prices.Price(call, project).Cost.Usd,
            probes,
            Plant.Time
        );
        Budget = new JudgeBudget(Plant.Reader, judging, Plant.Time);
        Judge = new JudgeClient(models, prober, Budget, judging, Plant.Time);
        Findings = new FindingStore(Plant.Tables);
        Claims = new RunClaims(Plant.Tables, Plant.Time);
        Canaries = new CanaryStore(Plant.Tables);
        var rules = new ExpectationRules(Catalogue.Checks);
        Desk = new CanaryDesk(Canaries, rules, Findings, Options.Create(CanaryOptions), probes, Plant.Time);
        Runner = new CanaryRunner(
            Canaries,
            new ExpectationJudge(Judge, rules),
            prober,
            Claims,
            Findings,
            Options.Create(CanaryOptions),
            Plant.Time
        );
        Golden = new GoldenStore(Plant.Tables);
        GoldenDesk = new GoldenDesk(Golden, probes, Plant.Time);
        GoldenRunner = new GoldenRunner(
            Golden,
            new GoldenAsk(prober, new JudgedEvaluators(Judge)),
            Claims,
            Findings,
            Options.Create(golden ?? new()),
            judging,
            Plant.Time
        );
    }

    public Plant Plant { get; } = new();
    public FakeModel Model { get; } = new();
    public FakeModel Judging { get; } = new();
    public CanaryOptions CanaryOptions { get; }
    public JudgeBudget Budget { get; }
    public JudgeClient Judge { get; }
    public FindingStore Findings { get; }
    public RunClaims Claims { get; }
    public CanaryStore Canaries { get; }
    public CanaryDesk Desk { get; }
    public CanaryRunner Runner { get; }
    public GoldenStore Golden { get; }
    public GoldenDesk GoldenDesk { get; }
    public GoldenRunner GoldenRunner { get; }

    public string Run => RunClaims.NameOf(Plant.Time.GetUtcNow());

    public void NextHour() => Plant.Time.Advance(TimeSpan.FromHours(1));

    /// <summary>The verdicts that lie there, by rule and subject.</summary>
    public async Task<Verdict> VerdictAsync(string rule, string subject) =>
        (await Findings.ReadAsync(Plant.Project.Id, Plant.Time.GetUtcNow())).Single(verdict =>
            verdict.Rule == rule && verdict.Subject == subject
        );

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Plant.DisposeAsync();
    }
}
