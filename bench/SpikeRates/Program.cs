using System.Diagnostics;
using System.Globalization;
using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Cost.Monitors;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Tests.Alerts;
using LlmMonitor.Core.Tests.Cost.Monitors;
using Microsoft.Extensions.Options;

// Measures false alarms and delays of the spend spike monitor.
//   dotnet run -c Release --project bench/SpikeRates -- traces <folder with azure2023_conv.csv and azure2023_code.csv>
//   dotnet run -c Release --project bench/SpikeRates -- healthy <days of each shape> [<shape>]
//   dotnet run -c Release --project bench/SpikeRates -- projects <days of each shape>     (the project as the only subject: quick)
//   dotnet run -c Release --project bench/SpikeRates -- starts <projects of each shape>   (their first two hours)
//   dotnet run -c Release --project bench/SpikeRates -- spikes <runs of each shape>
// Holds a rule of $1 an hour for each of 200 users to the truth over 24 h of the conv trace; fails where they differ.
//   dotnet run -c Release --project bench/SpikeRates -- hours <folder with azure2023_conv.csv>
var monitor = new SpendSpikeMonitor(Options.Create(new SpendSpikeOptions()));
var watch = Stopwatch.StartNew();
switch (args)
{
    case ["traces", var folder]:
        foreach (var name in new[] { "conv", "code" })
            Traces(name, Path.Combine(folder, $"azure2023_{name}.csv"));
        break;
    case ["healthy", var days]:
        foreach (var shape in Traffic.Shapes)
            Healthy(shape, int.Parse(days));
        break;
    case ["healthy", var days, var shape]:
        Healthy(shape, int.Parse(days));
        break;
    case ["projects", var days]:
        foreach (var shape in Traffic.Shapes)
        {
            var alarms = Enumerable
                .Range(0, (int.Parse(days) + 29) / 30)
                .Sum(run => QuietDays.Alarms(shape, 7000 + run, Math.Min(30, int.Parse(days)) * Minute.PerDay));
            Console.WriteLine($"{shape}, the project alone: {alarms} alarms in {days} project-days; {watch.Elapsed.TotalSeconds:F0} s");
        }
        break;
    case ["starts", var runs]:
        foreach (var shape in Traffic.Shapes)
        {
            var alarms = Enumerable.Range(0, int.Parse(runs)).Sum(run => QuietDays.Alarms(shape, 20_000 + run, 2 * Minute.PerHour));
            Console.WriteLine(
                $"{shape}, the project alone: {alarms} alarms in the first two hours of {runs} projects; {watch.Elapsed.TotalSeconds:F0} s"
            );
        }
        break;
    case ["spikes", var runs]:
        foreach (var shape in Traffic.Shapes)
            Spikes(shape, int.Parse(runs));
        break;
    case ["hours", var folder]:
        return Hours(Path.Combine(folder, "azure2023_conv.csv"));
    default:
        Console.Error.WriteLine(
            "Give: traces <folder> | healthy <days> [<shape>] | projects <days> | starts <projects> | spikes <runs> | hours <folder>"
        );
        return 2;
}
Console.WriteLine($"{watch.Elapsed.TotalSeconds:F0} s");
return 0;

IEnumerable<Verdict> Rings(SpendWorld world) =>
    monitor.Evaluate(world.Window()).Where(verdict => verdict.State is VerdictState.Warning or VerdictState.Critical);

void Traces(string name, string path)
{
    var minutes = ReadTrace(path);
    var first = minutes.Keys.Min();
    foreach (var users in new[] { 0, 200 })
    {
        var (rang, looks) = (0, 0);
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var world = new SpendWorld(first.Start);
            foreach (var calls in Whole(minutes))
            {
                world.AddMinute(calls.Select(call => call with { User = users == 0 ? null : $"u{random.Next(users)}" }));
                foreach (var ring in Rings(world))
                {
                    rang++;
                    Console.WriteLine($"  {seed} {world.End.Number - first.Number} {ring.Summary}");
                }
                looks++;
            }
        }
        Console.WriteLine($"{name}, {users} users, as it is: {rang} alarms in {looks} looks");
    }
    Bound(name, minutes);
    Delays($"{name}, all calls tenfold", minutes, (calls, _, _) => calls.SelectMany(call => Enumerable.Repeat(call, 10)), _ => "project");
    foreach (var times in new[] { 10, 50 })
        Delays(
            $"{name}, one user of 200 at {times}x",
            minutes,
            (calls, user, _) => calls.SelectMany(call => Enumerable.Repeat(call, call.User == user ? times : 1)),
            user => $"user:{user}"
        );
}

// What can be found at all: by one who knows the law of the traffic (gamma, mean and variance of the whole trace) and spends the whole promise
// of one false alarm in 30 days on sums of one minute and of two.
void Bound(string name, SortedDictionary<Minute, List<TrafficCall>> minutes)
{
    double[] usd = [.. Whole(minutes).Select(calls => calls.Sum(call => (double)call.Usd))];
    var level = new SpendSpikeOptions().FalseAlarmsPer30Days / (2 * SpikeTest.MinutesIn30Days);
    var limits = Enumerable
        .Range(1, 2)
        .Select(window =>
        {
            double[] sums = [.. Enumerable.Range(0, usd.Length - window + 1).Select(i => usd[i..(i + window)].Sum())];
            var shape = Math.Pow(sums.Average(), 2) / sums.Average(sum => Math.Pow(sum - sums.Average(), 2));
            return (
                window,
                Limit: sums.Average() / shape * GammaTail.Quantile(shape, level),
                Times: GammaTail.Quantile(shape, level) / shape
            );
        })
        .ToList();
    var found = Enumerable
        .Range(20, 21)
        .Count(start =>
        {
            var since = start;
            while (usd[since] == 0)
                since++;
            double Spent(int i) => i < start ? usd[i] : 10 * usd[i];
            return limits.Exists(one =>
                new[] { since, since + 1 }.Any(last => Enumerable.Range(last - one.window + 1, one.window).Sum(Spent) >= one.Limit)
            );
        });
    Console.WriteLine(
        $"{name}, all calls tenfold: who knew the law of the traffic would find {found} of 21 within two minutes, from {limits[1].Times:0.0} times the mean of two minutes on"
    );
}

// The hour of the trace 24 times over, each time with other users.
int Hours(string path)
{
    var random = new Random(1);
    var calls = new List<(string, DateTimeOffset, decimal)>();
    foreach (var (minute, ofMinute) in ReadTrace(path))
        for (var hour = 0; hour < 24; hour++)
            foreach (var call in ofMinute)
            {
                var at = minute.Start.AddHours(hour).AddMinutes(random.NextDouble());
                calls.Add((UserHours.UserOf(random.NextDouble(), 200), at, call.Usd));
            }
    var hours = new UserHours(calls, 1, TimeZoneInfo.Utc);
    var good = true;
    foreach (
        var (name, truth, window) in new[]
        {
            ("fixed", hours.TrueFixed(), new RuleWindow(RuleWindowKind.Hour, 0)),
            ("sliding", hours.TrueSliding(), new RuleWindow(RuleWindowKind.Sliding, 60)),
        }
    )
    {
        var told = hours.Told(window);
        var fired = told.Where(one => one.Kind == NoticeKind.Fired).Select(one => (one.User, one.At)).Order().ToList();
        var ended = told.Count(one => one.Kind == NoticeKind.Resolved);
        Console.WriteLine(
            $"{name} hours: {truth.Count} true, {fired.Count} told, {fired.Except(truth).Count()} false, {truth.Except(fired).Count()} missed, {ended} ended"
        );
        good &= fired.SequenceEqual(truth) && ended == fired.Count;
    }
    return good ? 0 : 1;
}

void Delays(
    string title,
    SortedDictionary<Minute, List<TrafficCall>> minutes,
    Func<IEnumerable<TrafficCall>, string, Random, IEnumerable<TrafficCall>> spike,
    Func<string, string> subject
)
{
    var delays = new List<int?>();
    var (others, runs) = (0, 0);
    var whole = Whole(minutes).ToList();
    for (var start = 20; start <= 40; start++, runs++)
    {
        var random = new Random(start);
        var user = $"u{random.Next(200)}";
        var world = new SpendWorld(minutes.Keys.Min().Start);
        int? found = null;
        // Counted from the first minute with a call that is too many.
        var since = start;
        for (var i = 0; i < Math.Min(start + 15, whole.Count); i++)
        {
            var calls = whole[i].Select(call => call with { User = $"u{random.Next(200)}" }).ToList();
            if (i == since && !calls.Exists(call => subject(user) == "project" || call.User == user))
                since++;
            world.AddMinute(i < start ? calls : spike(calls, user, random));
            foreach (var ring in Rings(world))
                if (ring.Subject == subject(user))
                    found ??= i + 1 - since;
                else if (found is null || ring.Cause != Rings(world).FirstOrDefault(other => other.Subject == subject(user))?.Cause)
                    others++;
        }
        delays.Add(found);
    }
    Report(title, delays, others);
}

void Healthy(string shape, int days)
{
    var (alarms, episodes) = (new Dictionary<string, int>(), 0);
    for (var run = 0; run * 30 < days; run++)
    {
        var traffic = new Traffic(shape, 1000 + run, 20);
        var world = new SpendWorld(new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)) { HasHistory = true };
        var ringing = new Dictionary<string, long>();
        for (long minute = 0; minute < Math.Min(30, days) * 1440L; minute++)
        {
            world.AddMinute(traffic.Minute(minute));
            foreach (var ring in Rings(world))
            {
                if (minute - ringing.GetValueOrDefault(ring.Subject, -1000) > 60)
                {
                    episodes++;
                    var kind = ring.Subject.Split(':')[0] + (minute < 1440 ? ", first day" : "");
                    alarms[kind] = alarms.GetValueOrDefault(kind) + 1;
                    if (episodes <= 6)
                        Console.WriteLine($"  {shape} day {minute / 1440} {minute % 1440 / 60:00}:{minute % 60:00} {ring.Summary}");
                }
                ringing[ring.Subject] = minute;
            }
        }
    }
    Console.WriteLine(
        $"{shape}: {episodes} alarms in {days} project-days ({string.Join(", ", alarms.Select(pair => $"{pair.Key} {pair.Value}"))}); {watch.Elapsed.TotalSeconds:F0} s"
    );
}

void Spikes(string shape, int runs)
{
    foreach (var (title, onUser) in new[] { ("all calls tenfold", false), ("one user of 50 at 50x", true) })
    {
        var (delays, others) = (new List<int?>(), 0);
        for (var run = 0; run < runs; run++)
        {
            var traffic = new Traffic(shape, 5000 + run, 20);
            var random = new Random(run);
            var world = new SpendWorld(new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
            int? found = null;
            for (var minute = 0; minute < 135; minute++)
            {
                var calls = traffic.Minute(480 + minute, minute >= 120 && !onUser ? 10 : 1).ToList();
                if (minute >= 120 && onUser)
                    calls.AddRange(Enumerable.Range(0, 20).Select(_ => traffic.Call() with { User = "u7" }));
                world.AddMinute(calls);
                if (minute >= 120)
                    foreach (var ring in Rings(world))
                        if (ring.Subject == (onUser ? "user:u7" : "project"))
                            found ??= minute - 119;
                        else if (onUser && ring.Cause != "spend:user:u7")
                            others++;
            }
            delays.Add(found);
        }
        Report($"{shape}, {title}", delays, others);
    }
}

static void Report(string title, List<int?> delays, int others)
{
    var found = delays.OfType<int>().Order().ToList();
    var median = found.Count == 0 ? "-" : found[found.Count / 2].ToString();
    Console.WriteLine(
        $"{title}: {found.Count} of {delays.Count} found, median {median} min, within two minutes {found.Count(delay => delay <= 2)}, slowest {found.LastOrDefault()}, verdicts of another cause {others}"
    );
}

static SortedDictionary<Minute, List<TrafficCall>> ReadTrace(string path)
{
    var minutes = new SortedDictionary<Minute, List<TrafficCall>>();
    foreach (var line in File.ReadLines(path).Skip(1))
    {
        var parts = line.Split(',');
        var minute = Minute.Of(DateTimeOffset.Parse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
        (minutes.TryGetValue(minute, out var calls) ? calls : minutes[minute] = []).Add(new(long.Parse(parts[1]), long.Parse(parts[2])));
    }
    return minutes;
}

// Minutes without calls too.
static IEnumerable<List<TrafficCall>> Whole(SortedDictionary<Minute, List<TrafficCall>> minutes)
{
    for (var minute = minutes.Keys.Min(); minute <= minutes.Keys.Max(); minute = minute.Plus(1))
        yield return minutes.GetValueOrDefault(minute) ?? [];
}
