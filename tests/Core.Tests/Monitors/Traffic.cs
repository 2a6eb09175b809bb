using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Tests.Monitors;

/// <summary>Simulated calls, minute by minute, and what monitors see of them. The same seed gives the same calls.</summary>
internal sealed class Traffic(int seed)
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
    public static readonly Project Project = new("p1", "Test", Start.AddDays(-60));
    private const double Sigma = 0.5;
    private const double At95 = 1.6448536269514722;
    private const double At99 = 2.3263478740408408;

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<Minute, RollupSet> _minutes = [];
    private int _calls;

    /// <summary>The minute that comes next.</summary>
    public Minute Now { get; private set; } = Minute.Of(Start);

    public ThresholdBook Thresholds { get; init; } = ThresholdBook.Empty;

    /// <summary>Lets minutes pass.</summary>
    public void Pass(int minutes, params EndpointTraffic[] endpoints)
    {
        for (var i = 0; i < minutes; i++)
        {
            var set = new RollupSet();
            foreach (var endpoint in endpoints)
                for (var left = Poisson(endpoint.CallsPerMinute); left > 0; left--)
                {
                    var call = CallOf(endpoint);
                    set.Add(call, RollupKey.Of(call));
                }
            if (set.Cells.Count > 0)
                _minutes[Now] = set;
            _minutes.Remove(Now.Plus(-MonitorWindow.LookBackMinutes));
            Now = Now.Plus(1);
        }
    }

    public MonitorWindow Window() =>
        new(Project, Now, _minutes, new Dictionary<string, UserMinutes>(), new Dictionary<Minute, Spend>(), Thresholds);

    /// <summary>How many looks of one a minute alarm, after an hour to begin with.</summary>
    public static int Alarms(IMonitor monitor, EndpointTraffic traffic, int days, int seed = 1, ThresholdBook? thresholds = null)
    {
        var simulated = new Traffic(seed) { Thresholds = thresholds ?? ThresholdBook.Empty };
        simulated.Pass(60, traffic);
        var alarms = 0;
        for (var minute = 0; minute < days * Minute.PerDay; minute++)
        {
            simulated.Pass(1, traffic);
            if (IsAlarm(monitor, simulated.Window()))
                alarms++;
        }
        return alarms;
    }

    /// <summary>After how many minutes of trouble, behind two good hours, a look alarms; null where none of two hours does.</summary>
    public static int? Delay(IMonitor monitor, EndpointTraffic well, EndpointTraffic ill, int seed)
    {
        var simulated = new Traffic(seed);
        simulated.Pass(120, well);
        for (var minute = 1; minute <= 120; minute++)
        {
            simulated.Pass(1, ill);
            if (IsAlarm(monitor, simulated.Window()))
                return minute;
        }
        return null;
    }

    public static bool IsAlarm(IMonitor monitor, MonitorWindow window) =>
        monitor.Evaluate(window).Any(verdict => verdict.State is VerdictState.Warning or VerdictState.Critical);

    private LlmCall CallOf(EndpointTraffic endpoint)
    {
        var call = new LlmCall
        {
            RequestId = $"r{_calls++}",
            Timestamp = Now.Start.AddSeconds(_random.Next(60)),
            Model = endpoint.Model,
            Endpoint = endpoint.Name,
        };
        if (_random.NextDouble() < endpoint.ErrorShare)
            return call with { Error = new CallError(endpoint.ErrorType, null, null) };
        var (ttft, total) = (LogNormal(endpoint.TtftP95, At95), LogNormal(endpoint.TotalP95, At95));
        var rate = LogNormal(endpoint.TokensPerSecondP50, 0);
        return call with
        {
            TtftSeconds = ttft,
            TotalSeconds = total,
            Usage = new TokenUsage(1000, total > ttft ? Math.Max(1, (long)Math.Round(rate * (total - ttft))) : null),
            Tbt = endpoint.Gaps > 0 ? GapsOf(endpoint) : null,
        };
    }

    /// <summary>Gaps of one stream are slow or fast together: half of the spread is the stream's own, and lengths are exponential.</summary>
    private TokenGaps GapsOf(EndpointTraffic endpoint)
    {
        var gaps = new QuantileSketch();
        var stream = Normal();
        var length = 1 + (int)(-Math.Log(1 - _random.NextDouble()) * endpoint.Gaps);
        for (var i = 0; i < length; i++)
            gaps.Add(endpoint.GapP99 * Math.Exp(Sigma * ((stream + Normal()) / Math.Sqrt(2) - At99)));
        if (_random.NextDouble() < endpoint.StallShare)
            gaps.Add(endpoint.StallSeconds);
        return new TokenGaps(gaps.Count, 0, gaps.Max!.Value, gaps.ToBytes());
    }

    private double LogNormal(double quantile, double z) => quantile * Math.Exp(Sigma * (Normal() - z));

    /// <summary>Box and Muller, 1958.</summary>
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    /// <summary>Knuth's multiplication of uniform numbers.</summary>
    private int Poisson(double mean)
    {
        var (count, product, end) = (0, _random.NextDouble(), Math.Exp(-mean));
        for (; product > end; product *= _random.NextDouble())
            count++;
        return count;
    }
}

/// <summary>How calls to one endpoint behave: all measures are lognormal with the quantile that its threshold speaks of.</summary>
internal sealed record EndpointTraffic(string Name)
{
    public double CallsPerMinute { get; init; } = 20;
    public double TtftP95 { get; init; } = 1.8;
    public double TotalP95 { get; init; } = 18;
    public double TokensPerSecondP50 { get; init; } = 40;

    /// <summary>Mean length of streams; 0 is no streams.</summary>
    public double Gaps { get; init; }
    public double GapP99 { get; init; } = 0.2;
    public double StallShare { get; init; }
    public double StallSeconds { get; init; } = 8;
    public double ErrorShare { get; init; } = 0.005;
    public CallErrorType ErrorType { get; init; } = CallErrorType.Server;
    public string Model { get; init; } = "gpt-4o";
}
