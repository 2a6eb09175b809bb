using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Reliability;
using LlmMonitor.Core.Tests.Monitors;

// False alarms and delays of the monitors, as docs/monitors prints them: one look a minute at simulated calls, seeds fixed.
// Run: dotnet run -c Release --project bench/MonitorRates [days]
const int Runs = 20;
var days = args.Length > 0 ? int.Parse(args[0]) : 10;
var chat = new EndpointTraffic("chat");
var streams = chat with { Gaps = 20 };

// A lognormal of σ 0.5 has its median at this share of its 95th percentile.
const double Median = 0.439367;

(IMonitor Monitor, EndpointTraffic AtLimit, (string What, EndpointTraffic Traffic)[] Ill)[] rows =
[
    (new TtftP95Monitor(), chat with { TtftP95 = 3 }, [("x1.5", chat with { TtftP95 = 4.5 }), ("x2", chat with { TtftP95 = 6 })]),
    (
        new TtftP50Monitor(),
        chat with
        {
            TtftP95 = 1.5 / Median,
        },
        [("x1.5", chat with { TtftP95 = 2.25 / Median }), ("x2", chat with { TtftP95 = 3 / Median })]
    ),
    (new TotalP95Monitor(), chat with { TotalP95 = 30 }, [("x1.5", chat with { TotalP95 = 45 }), ("x2", chat with { TotalP95 = 60 })]),
    (
        new TokensPerSecondMonitor(),
        chat with
        {
            TokensPerSecondP50 = 10,
        },
        [("/1.5", chat with { TokensPerSecondP50 = 10 / 1.5 }), ("/2", chat with { TokensPerSecondP50 = 5 })]
    ),
    (new TbtP99Monitor(), streams with { GapP99 = 0.5 }, [("x2", streams with { GapP99 = 1 }), ("x3", streams with { GapP99 = 1.5 })]),
    (
        new StallsMonitor(),
        streams with
        {
            StallShare = StallsMonitor.AllowedShare,
        },
        [("10 %", streams with { StallShare = 0.1 }), ("50 %", streams with { StallShare = 0.5 })]
    ),
    (
        new ErrorRateMonitor(),
        chat with
        {
            ErrorShare = 0.05,
        },
        [("25 %", chat with { ErrorShare = 0.25 }), ("100 %", chat with { ErrorShare = 1 })]
    ),
    (new IngestSilenceMonitor(), chat, [("stops", chat with { CallsPerMinute = 0 })]),
];

Console.WriteLine($"False alarms: looks in {days} days with 20 calls a minute, everything exactly at its limit.");
foreach (var row in rows)
    Console.WriteLine($"{row.Monitor.Name, -20} {Traffic.Alarms(row.Monitor, row.AtLimit, days)} of {days * 1440} looks");
foreach (var pace in new[] { 0.3, 2 })
    Console.WriteLine(
        $"{"ingest_silence", -20} {Traffic.Alarms(new IngestSilenceMonitor(), chat with { CallsPerMinute = pace }, days)} of {days * 1440} looks, {pace} calls a minute"
    );

Console.WriteLine($"Delay in minutes, median and worst of {Runs} runs.");
foreach (var row in rows)
foreach (var (what, ill) in row.Ill)
foreach (var pace in row.Monitor is IngestSilenceMonitor ? new[] { 0.5, 2, 20 } : [5, 20, 100])
{
    var well = row.Monitor is TbtP99Monitor or StallsMonitor ? streams : chat;
    var delays = Enumerable
        .Range(1, Runs)
        .Select(seed =>
            Traffic.Delay(
                row.Monitor,
                well with
                {
                    CallsPerMinute = pace,
                },
                ill with
                {
                    CallsPerMinute = ill.CallsPerMinute > 0 ? pace : 0,
                },
                seed
            )
        )
        .Select(delay => delay ?? int.MaxValue)
        .Order()
        .ToList();
    Console.WriteLine(
        $"{row.Monitor.Name, -20} {what, -6} {pace, 5} calls/min: {Text(delays[Runs / 2 - 1])}, {Text(delays[^1])} ({delays.Count(delay => delay == int.MaxValue)} not found)"
    );
}

static string Text(int delay) => delay == int.MaxValue ? "over 120" : $"{delay}";
