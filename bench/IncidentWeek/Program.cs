using System.Diagnostics;
using System.Globalization;
using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using LlmMonitor.IncidentWeek;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

// How long the runbook's steps 1 to 3 take on a week of calls, and the count of the affected ones, in the embedded store.
//   dotnet run -c Release --project bench/IncidentWeek -- <calls a minute> [<days>]     100: 1,008,000 calls in the week
// With more days than seven the alert suspects the end of the first week, so that the runbook looks back over all of them.
if (
    args is not [var given, .. var more]
    || !int.TryParse(given, CultureInfo.InvariantCulture, out var callsAMinute)
    || !int.TryParse(more is [var last] ? last : "7", CultureInfo.InvariantCulture, out var days)
    || days is < 7 or > 28
)
{
    Console.Error.WriteLine("Give the calls a minute (100 makes 1,008,000 in the week), and perhaps how many days, 7 to 28.");
    return 2;
}

var folder = Directory.CreateTempSubdirectory("incident-week-").FullName;
var start = new DateTimeOffset(2026, 11, 16, 12, 0, 0, TimeSpan.Zero);
var time = new ManualTime(start);
using (var database = new SqliteDatabase(Path.Combine(folder, "week.db")))
{
    var tables = new SqliteTables(database);
    var queues = new SqliteQueues(database, time);
    var work = new WorkQueue(queues, NullLogger<WorkQueue>.Instance);
    var watch = Stopwatch.StartNew();
    await new Week(tables, work, queues, time).FillAsync(callsAMinute, days * 1440);
    Console.WriteLine($"{callsAMinute * days * 1440:#,0} calls written and folded in {watch.Elapsed.TotalSeconds:0} s");

    var rollups = new RollupReader(tables);
    var calls = new CallStore(tables, new CallIndex(tables));
    var sample = new CallSample(rollups, calls);
    var reader = new EvidenceReader(
        rollups,
        sample,
        calls,
        new(tables),
        new(new(tables, time), new(tables, time)),
        new(new(tables), new(tables)),
        new(new(tables), new(tables, time)),
        new(tables),
        Options.Create(new IncidentOptions())
    );
    var project = new Project(Week.Project, "Week", start) { PseudonymKey = new byte[32] };
    const string Subject = "endpoint:chat model:gpt-4o check:dates";
    var alert = new IncidentAlert("a", "check_failures", Subject, AlertSeverity.Critical, time.Now, time.Now, "")
    {
        From = time.Now.AddDays(7 - days).AddHours(-1),
    };
    var (incident, _) = IncidentRules.Open(alert, "chat", "endpoint:chat", time.Now);
    for (var turn = 1; turn <= 3; turn++)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        watch.Restart();
        var (evidence, usual) = await reader.ReadAsync(project, incident, time.Now, CancellationToken.None);
        var gathered = watch.Elapsed;
        watch.Restart();
        var findings = IncidentAnalysis.Run(evidence, EvidenceReader.SeedOf(incident));
        var analysed = watch.Elapsed;
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        watch.Restart();
        var count = await new AffectedReader(sample, reader, time).CountAsync(
            project,
            incident with
            {
                UsualLimit = usual,
            },
            findings,
            CancellationToken.None
        );
        Console.WriteLine(
            $"turn {turn}: gathered {evidence.Calls.Count:#,0} calls and {evidence.Hours.Count:#,0} cells in {gathered.TotalSeconds:0.0} s, "
                + $"analysed in {analysed.TotalSeconds:0.0} s, {cpu.TotalSeconds:0.0} s of CPU; {count.Believed:#,0} of {count.Looked:#,0} affected, counted in {watch.Elapsed.TotalSeconds:0.0} s; "
                + $"peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB. {findings.Onset.Sentence} {findings.Cause.Kind}"
        );
    }
}
Directory.Delete(folder, recursive: true);
return 0;
