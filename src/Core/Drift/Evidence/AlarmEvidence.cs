using System.Text.Json.Nodes;
using LlmMonitor.Core.Drift.Streams;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Drift;

/// <summary>Turns what rang into an alarm with its proof: what moved and how surely, since when, in which segment, and examples side by side.</summary>
public sealed class AlarmEvidence(TellingExamples examples)
{
    private const int LeastCompared = 20;
    private const int StatisticsNamed = 3;

    /// <summary>Adjusted p-values beyond this are noise to a reader.</summary>
    private const double Sure = 0.05;

    public async Task<QualityAlarm> ExplainAsync(
        Project project,
        StreamKey stream,
        StreamRing rang,
        StreamWindow window,
        CancellationToken cancellation
    ) =>
        rang switch
        {
            { Look: { } look } => await OfLookAsync(project, stream, look, window, cancellation),
            { Alarm: { } alarm } when CheckOf(alarm) is { } check => await OfCheckAsync(project, stream, alarm, check, cancellation),
            { Alarm: { } alarm } => await OfTextsAsync(project, stream, alarm, window, cancellation),
            _ => throw new ArgumentException("Neither a detector nor a window rang.", nameof(rang)),
        };

    private static string? CheckOf(StreamAlarm alarm) =>
        alarm.Detector.StartsWith("flag:", StringComparison.Ordinal) ? alarm.Detector["flag:".Length..] : null;

    private async Task<QualityAlarm> OfCheckAsync(
        Project project,
        StreamKey stream,
        StreamAlarm alarm,
        string check,
        CancellationToken cancellation
    )
    {
        var (before, since, outcomes) = alarm.Rates!.Value;
        var shown = await examples.OfCheckAsync(project, check, alarm.TellingIds, cancellation);
        var example = shown.Count > 0 && shown[0]!["detail"] is { } detail ? $" For example {shown[0]!["request_id"]}: {detail}" : "";
        return new QualityAlarm(
            alarm.Time,
            DriftVerdicts.CheckFailures,
            check,
            alarm.Critical,
            true,
            $"{check} fails in {since:0.#%} of {outcomes:#,0} outputs of {stream.Subject} since {alarm.Since:yyyy-MM-dd HH:mm} UTC, against {Rate(before)} before. "
                + $"{Odds(alarm.Value, alarm.Level)}{example}",
            alarm.Since,
            since,
            double.IsNaN(before) ? 0 : before,
            outcomes,
            new JsonObject
            {
                ["detector"] = Detector(alarm),
                ["failure_rate_before"] = double.IsNaN(before) ? null : before,
                ["failure_rate_since"] = since,
                ["since"] = alarm.Since,
                ["examples"] = shown,
            }
        );
    }

    private async Task<QualityAlarm> OfTextsAsync(
        Project project,
        StreamKey stream,
        StreamAlarm alarm,
        StreamWindow window,
        CancellationToken cancellation
    )
    {
        var size = Math.Max(window.Recent.Count(output => output.Time >= alarm.Since), LeastCompared);
        var look = window.Recent.Count >= LeastCompared ? WindowLooks.Compare(window, size, Sure, seed: 1) : null;
        var isMix = alarm.Cause == "mix";
        var moved = alarm.Moved.Take(StatisticsNamed).Select(one => $"{NameOf(one.Index)} {one.MeanBefore:0.##} → {one.MeanSince:0.##}");
        return new QualityAlarm(
            alarm.Time,
            isMix ? DriftVerdicts.PromptDrift : DriftVerdicts.OutputDrift,
            null,
            alarm.Critical,
            // Other questions are no fault. Only where outputs changed beyond what they should is somebody told.
            alarm.Detector != "prompts",
            (
                isMix
                    ? $"What is asked of {stream.Subject} has changed since {alarm.Since:yyyy-MM-dd HH:mm} UTC, and its outputs with it; that alone accuses no model"
                    : $"The outputs of {stream.Subject} have changed since {alarm.Since:yyyy-MM-dd HH:mm} UTC"
            ) + $": {string.Join(", ", moved)} (means). {Odds(alarm.Value, alarm.Level)}",
            alarm.Since,
            alarm.Value,
            alarm.Level,
            alarm.N,
            new JsonObject
            {
                ["detector"] = Detector(alarm),
                ["since"] = alarm.Since,
                ["statistics"] = Moved(alarm, look),
                ["window_test"] = look is null ? null : WindowTest(look),
                ["examples"] = isMix ? null : await examples.OfOutputsAsync(project, alarm.TellingIds, window, cancellation),
            }
        );
    }

    private async Task<QualityAlarm> OfLookAsync(
        Project project,
        StreamKey stream,
        WindowLook look,
        StreamWindow window,
        CancellationToken cancellation
    )
    {
        var isMix = look.PromptP <= Sure && look.Current.All(output => output.Segment is null);
        var (at, since) = (look.Current[^1].Time, look.Since);
        var sure = look.Result.Statistics.Where(shift => shift.P <= Sure).Take(StatisticsNamed).ToList();
        var moved = sure.Select(shift => $"{NameOf(shift.Index)} {shift.BaselineMean:0.##} → {shift.CurrentMean:0.##}");
        var telling = look
            .Current.Zip(look.Scores)
            .OrderByDescending(one => one.Second)
            .Select(one => one.First.Id)
            .Take(TellingExamples.Most)
            .ToList();
        return new QualityAlarm(
            at,
            isMix ? DriftVerdicts.PromptDrift : DriftVerdicts.OutputDrift,
            null,
            false,
            true,
            $"The last {look.Size} outputs of {stream.Subject} differ from its baseline of {window.Baseline.Count}"
                + (isMix ? ", and so do its prompts, which alone accuses no model" : "")
                + $" (exact p = {look.Result.P:0.######}, limit {look.RequiredP:0.######}){(sure.Count > 0 ? ": " + string.Join(", ", moved) : "")}.",
            since,
            look.Result.P!.Value,
            look.RequiredP,
            look.Size,
            new JsonObject
            {
                ["since"] = since,
                ["window_test"] = WindowTest(look),
                ["examples"] = isMix ? null : await examples.OfOutputsAsync(project, telling, window, cancellation),
            }
        );
    }

    private static JsonObject Detector(StreamAlarm alarm) =>
        new()
        {
            ["name"] = alarm.Detector,
            ["value"] = Math.Min(alarm.Value, 1e15),
            ["level"] = alarm.Level,
            ["false_alarm_once_in_outputs"] = alarm.Level,
            ["outputs_judged"] = alarm.N,
        };

    private static JsonArray Moved(StreamAlarm alarm, WindowLook? look) =>
        [
            .. alarm.Moved.Select(one =>
            {
                var shift = look?.Result.Statistics.FirstOrDefault(shift => shift.Index == one.Index);
                return new JsonObject
                {
                    ["name"] = NameOf(one.Index),
                    ["mean_before"] = Known(one.MeanBefore),
                    ["mean_since"] = Known(one.MeanSince),
                    ["median_before"] = Known(one.MedianBefore),
                    ["median_since"] = Known(one.MedianSince),
                    ["p_adjusted"] = shift?.P,
                    ["effect"] = shift?.Effect?.Delta,
                    ["effect_interval"] = shift?.Effect is { } effect ? new JsonArray(effect.Low, effect.High) : null,
                };
            }),
        ];

    private static JsonObject WindowTest(WindowLook look) =>
        new()
        {
            ["n_current"] = look.Size,
            ["p_value"] = look.Result.P,
            ["tests"] = new JsonArray([.. look.Result.Views.Select(view => new JsonObject { ["name"] = view.View, ["p_value"] = view.P })]),
            ["features"] = new JsonArray([
                .. look
                    .Result.Statistics.Where(shift => shift.P <= Sure)
                    .Select(shift => new JsonObject
                    {
                        ["name"] = NameOf(shift.Index),
                        ["p_adjusted"] = shift.P,
                        ["baseline"] = Known(shift.BaselineMean),
                        ["current"] = Known(shift.CurrentMean),
                        ["effect"] = shift.Effect?.Delta,
                    }),
            ]),
            ["segments"] = new JsonArray([
                .. look.Result.Segments.Select(segment => new JsonObject
                {
                    ["segment"] = segment.Segment,
                    ["p_adjusted"] = segment.P,
                    ["n_baseline"] = segment.Baseline,
                    ["n_current"] = segment.Current,
                }),
            ]),
            ["prompt_p_value"] = look.PromptP,
        };

    private static string Odds(double value, double level) =>
        $"By chance alone this is seen at most once in {Math.Min(Math.Max(value, level), 1e9):#,0} outputs.";

    private static string Rate(double rate) => double.IsNaN(rate) ? "an unknown rate" : rate.ToString("0.##%");

    private static string NameOf(int index) => StreamStatistics.Names[index];

    private static double? Known(double value) => double.IsFinite(value) ? value : null;
}
