using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Tests.Incidents.Made;

/// <summary>The calls themselves.</summary>
internal sealed class MadeCalls(MadeApp app, Plot plot, MadeChanges changes, Random random)
{
    private const int Statistics = 46;
    private readonly List<ObservedCall> _calls = [];
    private readonly HashSet<string> _affected = new(StringComparer.Ordinal);
    private readonly int[] _shifted = [.. Enumerable.Range(0, 5).Select(_ => random.Next(Statistics))];
    private readonly double _judged = plot.Symptom == Symptom.Feedback ? 0.08 + 0.2 * random.NextDouble() : 0.6 + 0.4 * random.NextDouble();
    private readonly bool _knowsContexts = random.NextDouble() < 0.6;

    /// <summary>What the surging segment fails at, always.</summary>
    private readonly double _foreignRisk = 0.15 + 0.35 * random.NextDouble();

    public bool KnowsContexts => _knowsContexts;
    public IReadOnlyList<ObservedCall> All => _calls;
    public IReadOnlySet<string> Affected => _affected;
    public int EarlyHarm { get; private set; }
    public int Harm { get; private set; }

    public void Add(DateTimeOffset time)
    {
        var surge = plot.Surge is { } one && time >= plot.At ? one : ((string, double)?)null;
        var segment = app.Segment(time, surge);
        var endpoint = app.Endpoint();
        var isFaulty = IsInPlace(endpoint) && random.NextDouble() < changes.Spread(time);
        var isHarmed =
            isFaulty
            && plot.Truth != CauseKind.Traffic
            && (plot.Segment is null || plot.Segment == segment)
            && random.NextDouble() < plot.Harm;
        var risk = plot.Surge is { } surging && segment == surging.Segment ? _foreignRisk : app.RiskOf(segment, endpoint);
        var wouldFail = random.NextDouble() < risk;
        var isJudged = random.NextDouble() < _judged;
        var id = $"c{_calls.Count}";
        var isDrift = plot.Symptom == Symptom.OutputDrift;
        var isForeign = plot.Surge is not null && time >= plot.At && segment == plot.Surge.Value.Segment;
        if (isForeign ? isDrift || (wouldFail && isJudged) : isHarmed && (isJudged || isDrift))
        {
            Harm++;
            EarlyHarm += time < plot.At.AddHours(2) ? 1 : 0;
        }
        if (
            isFaulty
            && isJudged
            && (isHarmed || wouldFail)
            && plot.Truth != CauseKind.Traffic
            && (plot.Segment is null || plot.Segment == segment)
        )
            _affected.Add(id);
        _calls.Add(
            new ObservedCall
            {
                Id = id,
                Time = time,
                Endpoint = endpoint,
                Feature = endpoint == "chat" ? "help" : endpoint,
                Model = endpoint == "extract" && plot.Endpoint != "extract" ? "mini-y" : "gpt-x",
                ResponseModel = endpoint == "extract" && plot.Endpoint != "extract" ? "mini-y-1" : changes.ResponseModel(time, isFaulty),
                PromptVersion = changes.PromptVersion(endpoint, time, isFaulty),
                Segment = segment,
                User = app.User(segment),
                Language = segment[..2],
                PromptLength = random.NextDouble() < (segment == "en-bank" ? 0.6 : 0.3) ? "100_to_499_words" : "20_to_99_words",
                QueryType = app.QueryType(),
                Failed = isDrift || !isJudged ? null : wouldFail || isHarmed,
                Errored = random.NextDouble() < 0.004,
                TotalSeconds = Math.Exp(0.5 * app.Gauss()),
                Slow = random.NextDouble() < 0.03,
                Output = Output(segment, isHarmed),
                Prompt = [(float)(40 * Math.Exp(app.Gauss()))],
                ContextIds = Contexts(endpoint, time, isFaulty),
            }
        );
    }

    /// <summary>Rollups know neither ratings nor drift.</summary>
    public IReadOnlyList<ObservedHour> Hours() => MadeHours.Of(_calls, isRated: plot.Symptom == Symptom.Feedback);

    /// <summary>A model serves several endpoints; a prompt and an index one.</summary>
    private bool IsInPlace(string endpoint) =>
        plot.Truth == CauseKind.Model ? endpoint != "extract" || plot.Endpoint == "extract" : endpoint == plot.Endpoint;

    private float[] Output(string segment, bool isHarmed)
    {
        var place = Array.IndexOf(MadeApp.Segments, segment);
        var values = new float[Statistics];
        for (var i = 0; i < Statistics; i++)
            values[i] = (float)(app.Gauss() + 0.3 * Math.Sin(i * (place + 1)));
        if (isHarmed)
            foreach (var i in _shifted)
                values[i] += 1.5f;
        return values;
    }

    /// <summary>One document in five is of the last day, as long as the index learns.</summary>
    private IReadOnlyList<string>? Contexts(string endpoint, DateTimeOffset time, bool isFaulty)
    {
        if (endpoint != "search")
            return [];
        if (!_knowsContexts)
            return null;
        var learnt = plot.Truth == CauseKind.Data && isFaulty ? plot.At : time;
        return
        [
            .. Enumerable
                .Range(0, 3)
                .Select(_ =>
                    random.NextDouble() < 0.3
                        ? $"new-{(int)((learnt - MadeApp.Start).TotalHours - 24 * random.NextDouble())}-{random.Next(20)}"
                        : $"doc-{(int)(300 * Math.Pow(random.NextDouble(), 2))}"
                ),
        ];
    }
}
