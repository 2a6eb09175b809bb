using System.Text.Json.Nodes;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>Whether the inputs or the outputs of the project's calls are unusually long: the mean tokens of a call, now and in the usual minutes.</summary>
internal static class SpikeLengths
{
    private const double LongFrom = 2;

    public static JsonObject ToJson(RollupSet now, IEnumerable<Minute> usual, MonitorWindow window)
    {
        var (input, output) = MeanTokens([now]);
        var (usualInput, usualOutput) = MeanTokens([
            .. usual.Select(minute => window.Minutes.GetValueOrDefault(minute)).OfType<RollupSet>(),
        ]);
        return new JsonObject
        {
            ["input_tokens_per_call"] = input,
            ["usual_input_tokens_per_call"] = usualInput,
            ["unusually_long_inputs"] = input >= LongFrom * usualInput,
            ["output_tokens_per_call"] = output,
            ["usual_output_tokens_per_call"] = usualOutput,
            ["unusually_long_outputs"] = output >= LongFrom * usualOutput,
        };
    }

    private static (double? Input, double? Output) MeanTokens(IReadOnlyList<RollupSet> sets)
    {
        var (calls, input, output) = (0L, 0L, 0L);
        foreach (var cell in sets.SelectMany(set => set.Cells.Values))
            (calls, input, output) = (calls + cell.Calls, input + cell.Tokens.Input, output + cell.Tokens.Output);
        return calls == 0 ? (null, null) : (Math.Round((double)input / calls, 1), Math.Round((double)output / calls, 1));
    }
}
