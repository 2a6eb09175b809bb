using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Tests.Incidents.Made;

/// <summary>
/// Makes up weeks of calls in which errors, time or money go wrong, or nothing: who asks how much, how long answers are, how fast the provider is. The same
/// seed makes the same week.
/// </summary>
public static class MadeLoad
{
    private const int MostHours = 24;

    public static MadeIncident Make(MadeKind kind, int seed)
    {
        var random = new Random(seed * 31 + (int)kind);
        var app = new MadeApp(random);
        var plot = new MadeLoadPlot(kind, app, random);
        var calls = new List<ObservedCall>();
        var hour = MadeApp.Start;
        // An alert rings when enough was seen, and the app is watched until the end of that hour.
        for (
            ;
            hour < plot.At.AddHours(1) || (Seen(calls, plot) < plot.AlertsAfter && hour < plot.At.AddHours(MostHours));
            hour = hour.AddHours(1)
        )
        {
            for (var left = app.CallsOf(hour); left > 0; left--)
            {
                var time = hour.AddHours(random.NextDouble());
                for (var copies = plot.CopiesAt(time); copies > 0; copies--)
                    calls.Add(Call(calls.Count, time, app, plot, random));
            }
            for (var left = plot.RunawaysAt(hour, random); left > 0; left--)
                calls.Add(plot.Runaway(Call(calls.Count, hour.AddHours(random.NextDouble()), app, plot, random)));
        }
        var asked = Judged([.. calls.Where(call => plot.Bound is null || call.Endpoint == plot.Bound)], plot);
        var question = new IncidentQuestion(plot.Symptom, plot.Bound, "made_up", "project", hour, MadeApp.Start, hour);
        // Rollups know no limit of cost.
        var hours = MadeHours.Of(asked, isRated: false);
        if (plot.Symptom == Symptom.Cost)
            hours = [.. hours.Select(one => one with { Judged = 0, Failed = 0 })];
        return new(
            kind,
            seed,
            new IncidentEvidence(question)
            {
                Hours = hours,
                Calls = asked,
                Changes = plot.Told,
            },
            plot.Truth,
            plot.Truth == CauseKind.Unknown ? null : plot.At,
            new HashSet<string>(StringComparer.Ordinal),
            asked.Count(call => call.Failed == true && call.Time >= plot.At && call.Time < plot.At.AddHours(2)),
            true
        );
    }

    /// <summary>Calls that show it: of errors those that err, of the rest all that are touched.</summary>
    private static int Seen(List<ObservedCall> calls, MadeLoadPlot plot) =>
        calls.Count(call =>
            call.Time >= plot.At
            && (plot.Bound is null || call.Endpoint == plot.Bound)
            && plot.Touches(call.Endpoint!)
            && (plot.Symptom != Symptom.Errors || call.Errored)
        );

    private static ObservedCall Call(int id, DateTimeOffset time, MadeApp app, MadeLoadPlot plot, Random random)
    {
        var segment = app.Segment(time, null);
        var endpoint = app.Endpoint();
        var isSince = time >= plot.At && plot.Touches(endpoint);
        var input = 400 * Math.Exp(0.4 * app.Gauss()) * (isSince ? plot.LongerInput : 1);
        var output = 150 * Math.Exp(0.6 * app.Gauss()) * (isSince ? plot.LongerOutput : 1);
        var seconds = 0.4 + output * 0.012 * Math.Exp(0.25 * app.Gauss()) * (isSince ? plot.Slower : 1);
        CallErrorType? error =
            isSince && random.NextDouble() < plot.ErrorShare ? plot.ErrorAt(random)
            : random.NextDouble() < plot.UsualErrors ? (CallErrorType)random.Next(7)
            : null;
        return new()
        {
            Id = $"c{id}",
            Time = time,
            Endpoint = endpoint,
            Feature = endpoint == "chat" ? "help" : endpoint,
            Model = endpoint == "extract" ? "mini-y" : "gpt-x",
            ResponseModel = endpoint == "extract" ? "mini-y-1" : "gpt-x-2025-11-20",
            PromptVersion = plot.PromptAt(endpoint, time),
            Segment = segment,
            User = app.User(segment),
            Language = segment[..2],
            PromptLength = input < 500 ? "100_to_499_words" : "500_words_and_more",
            QueryType = app.QueryType(),
            Errored = error is not null,
            Error = error,
            TotalSeconds = seconds,
            InputTokens = (long)input,
            OutputTokens = error is null ? Math.Max(1, (long)output) : null,
            CostUsd = error is null ? (input * 0.5 + output * 2) / 1e6 : 0,
            Prompt = [(float)(input / 10)],
            ContextIds = [],
        };
    }

    /// <summary>As the alert's own measure has it: what errs, and what is over the 95th percentile of before.</summary>
    private static List<ObservedCall> Judged(List<ObservedCall> calls, MadeLoadPlot plot)
    {
        double Limit(Func<ObservedCall, double> of)
        {
            var before = calls.Where(call => call.Error is null && call.Time < plot.At.AddHours(-6)).Select(of).Order().ToList();
            return before[(int)(0.95 * before.Count)];
        }
        var (slow, costly) = (Limit(call => call.TotalSeconds!.Value), Limit(call => call.CostUsd!.Value));
        return
        [
            .. calls.Select(call =>
                call with
                {
                    Slow = call.Error is null ? call.TotalSeconds > slow : null,
                    Failed = plot.Symptom switch
                    {
                        Symptom.Errors => call.Errored,
                        Symptom.Latency => call.Error is null ? call.TotalSeconds > slow : null,
                        _ => call.CostUsd > costly,
                    },
                }
            ),
        ];
    }
}
