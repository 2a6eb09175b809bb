using System.Diagnostics;
using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Tests.Incidents.Made;

// score <first seed> <incidents of each kind> [load | <kind>] [each]
// tell <kind> <seed>
// speed
switch (args)
{
    case ["score", var first, var count, .. var rest]:
        Score(int.Parse(first), int.Parse(count), rest.Contains("each"), KindsOf([.. rest.Where(word => word != "each")]));
        break;
    case ["tell", var kind, var seed]:
        Tell(MadeIncidents.Make(Enum.Parse<MadeKind>(kind), int.Parse(seed)));
        break;
    case ["speed"]:
        Speed();
        break;
    default:
        Console.Error.WriteLine("score <first seed> <incidents of each kind> [load | <kind>] [each] | tell <kind> <seed> | speed");
        return 1;
}
return 0;

static IReadOnlyList<MadeKind> KindsOf(IReadOnlyList<string> words) =>
    words is [] ? MadeIncidents.Kinds
    : words is ["load"] ? MadeIncidents.KindsOfLoad
    : [.. words.Select(Enum.Parse<MadeKind>)];

static void Score(int first, int count, bool each, IReadOnlyList<MadeKind> kinds)
{
    List<MadeScore> all = [];
    Console.WriteLine(MadeScore.Header);
    foreach (var kind in kinds)
    {
        var scores = Enumerable.Range(first, count).Select(seed => MadeScore.Of(MadeIncidents.Make(kind, seed))).ToList();
        if (each)
            foreach (
                var score in scores.Where(score =>
                    !score.IsRight || score.OnsetIsRight == false || score.Recall < 0.99 || score.Precision < 0.95
                )
            )
                Console.WriteLine($"    {score.Told}");
        Console.WriteLine(MadeScore.Row(kind.ToString(), scores));
        all.AddRange(scores);
    }
    Console.WriteLine(MadeScore.Row("all", all));
}

static void Tell(MadeIncident made)
{
    var findings = IncidentAnalysis.Run(made.Evidence, seed: 1);
    Console.WriteLine(MadeScore.Of(made).Told);
    Console.WriteLine($"{made.Evidence.Calls.Count} calls until {made.Evidence.Question.AlertedAt:u}, began {made.At:u}");
    Console.WriteLine(findings.Onset.Sentence);
    foreach (var change in findings.Changes)
        Console.WriteLine($"change {change.Score:0.00}: {change.Sentence}");
    foreach (var slice in findings.Scope)
        Console.WriteLine($"slice: {slice.Sentence}");
    foreach (var sentence in findings.Cause.Evidence)
        Console.WriteLine($"evidence: {sentence}");
    Console.WriteLine(findings.Mix.Sentence);
}

static void Speed()
{
    foreach (var seed in new[] { 1, 2, 3 })
    {
        var made = MadeIncidents.Make(MadeKind.OneSegment, seed);
        for (var turn = 0; turn < 2; turn++)
        {
            var watch = Stopwatch.StartNew();
            IncidentAnalysis.Run(made.Evidence, 1);
            Console.WriteLine($"{made.Evidence.Calls.Count} calls, {made.Evidence.Hours.Count} hours: {watch.Elapsed.TotalSeconds:0.00} s");
        }
    }
}
