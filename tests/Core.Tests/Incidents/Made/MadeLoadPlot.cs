using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Tests.Incidents.Made;

/// <summary>What goes wrong with errors, time or money, before any call is made.</summary>
internal sealed class MadeLoadPlot
{
    private readonly MadeKind _kind;
    private readonly MadeApp _app;
    private readonly string _endpoint;
    private readonly string _user;
    private readonly double _times;
    private readonly (string Endpoint, DateTimeOffset At)? _harmless;

    public MadeLoadPlot(MadeKind kind, MadeApp app, Random random)
    {
        (_kind, _app) = (kind, app);
        At = MadeApp.Start.AddHours(120 + 40 * random.NextDouble());
        AlertsAfter = kind == MadeKind.NothingOfLoad ? 0 : 20 + random.Next(60);
        _endpoint = MadeApp.Endpoints[random.Next(3)];
        _user = app.User(app.Segment(At, null));
        _times = 2 + 3 * random.NextDouble();
        UsualErrors = 0.002 + 0.01 * random.NextDouble();
        ErrorShare = kind is MadeKind.ProviderFaults or MadeKind.QuotaCut or MadeKind.RequestStorm ? 0.08 + 0.4 * random.NextDouble() : 0;
        Slower = kind == MadeKind.SlowProvider ? 1.6 + 2 * random.NextDouble() : 1;
        LongerInput = kind == MadeKind.LongerPrompt ? 2 + 2 * random.NextDouble() : 1;
        LongerOutput = kind == MadeKind.WordyPrompt ? 1.8 + 1.5 * random.NextDouble() : 1;
        Symptom = kind switch
        {
            MadeKind.SlowProvider or MadeKind.WordyPrompt => Symptom.Latency,
            MadeKind.ProviderFaults or MadeKind.QuotaCut or MadeKind.RequestStorm => Symptom.Errors,
            MadeKind.LongerPrompt or MadeKind.RunawayUser or MadeKind.RunawayFeature => Symptom.Cost,
            _ => new[] { Symptom.Latency, Symptom.Errors, Symptom.Cost }[random.Next(3)],
        };
        Truth = kind switch
        {
            MadeKind.SlowProvider or MadeKind.ProviderFaults or MadeKind.QuotaCut => CauseKind.Model,
            MadeKind.RequestStorm or MadeKind.RunawayUser or MadeKind.RunawayFeature => CauseKind.Traffic,
            MadeKind.LongerPrompt or MadeKind.WordyPrompt => CauseKind.Prompt,
            _ => CauseKind.Unknown,
        };
        // Money is looked at as a whole; of the rest half of the alerts are of an endpoint.
        Bound = Symptom != Symptom.Cost && random.Next(2) == 0 ? BoundTo(random) : null;
        List<Change> told = [];
        if (random.NextDouble() < 0.3)
            told.Add(
                new("", ChangeKind.Config, null, "The web server has a new certificate.", At.AddHours(-40 * random.NextDouble()), null)
            );
        if (random.NextDouble() < 0.4)
            _harmless = (MadeApp.Endpoints[random.Next(3)], At.AddHours(-6 - 36 * random.NextDouble()));
        if (_harmless?.Endpoint == _endpoint && Truth == CauseKind.Prompt)
            _harmless = null;
        Told = told;
    }

    public DateTimeOffset At { get; }
    public int AlertsAfter { get; }
    public Symptom Symptom { get; }
    public CauseKind Truth { get; }
    public string? Bound { get; }
    public double UsualErrors { get; }
    public double ErrorShare { get; }
    public double Slower { get; }
    public double LongerInput { get; }
    public double LongerOutput { get; }
    public IReadOnlyList<Change> Told { get; }

    /// <summary>A provider fails the endpoints of one model; a storm hits all; a prompt is of one endpoint.</summary>
    public bool Touches(string endpoint) =>
        _kind switch
        {
            MadeKind.SlowProvider or MadeKind.ProviderFaults or MadeKind.QuotaCut => endpoint == "extract" == (_endpoint == "extract"),
            MadeKind.LongerPrompt or MadeKind.WordyPrompt => endpoint == _endpoint,
            _ => true,
        };

    /// <summary>A storm is of all users alike: each call comes more often.</summary>
    public int CopiesAt(DateTimeOffset time) => _kind == MadeKind.RequestStorm && time >= At ? (int)Math.Round(_times) : 1;

    public int RunawaysAt(DateTimeOffset hour, Random random) =>
        _kind is MadeKind.RunawayUser or MadeKind.RunawayFeature && hour.AddHours(1) > At
            ? (int)(_app.CallsPerHour * (_times - 1) * Math.Min(1, (hour.AddHours(1) - At).TotalHours) * (0.9 + 0.2 * random.NextDouble()))
            : 0;

    public ObservedCall Runaway(ObservedCall call)
    {
        var hour = new DateTimeOffset(call.Time.UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero);
        // In the hour of its beginning it comes after it.
        var time = hour < At ? At + (call.Time - hour) * ((hour.AddHours(1) - At) / TimeSpan.FromHours(1)) : call.Time;
        return _kind == MadeKind.RunawayUser
            ? call with
            {
                Time = time,
                User = _user,
            }
            : call with
            {
                Time = time,
                Endpoint = "chat",
                Feature = "agent",
                Model = "gpt-x",
                ResponseModel = "gpt-x-2025-11-20",
            };
    }

    public CallErrorType ErrorAt(Random random) =>
        _kind == MadeKind.ProviderFaults ? (random.Next(4) == 0 ? CallErrorType.Timeout : CallErrorType.Server)
        : random.Next(10) == 0 ? CallErrorType.Timeout
        : CallErrorType.RateLimit;

    public string PromptAt(string endpoint, DateTimeOffset time) =>
        _harmless is { } harmless && harmless.Endpoint == endpoint && time >= harmless.At ? "v8"
        : Truth == CauseKind.Prompt && endpoint == _endpoint && time >= At ? "v8"
        : "v7";

    private string BoundTo(Random random) =>
        _kind is MadeKind.SlowProvider or MadeKind.ProviderFaults or MadeKind.QuotaCut or MadeKind.WordyPrompt
            ? _endpoint
            : MadeApp.Endpoints[random.Next(3)];
}
