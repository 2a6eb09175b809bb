using System.Text.Json;
using LlmMonitor.Core.Safety;
using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Functions.Safety;

/// <param name="PatternSetVersion">As checks name it.</param>
/// <param name="Overlays">As they were put, by name.</param>
internal sealed record PatternSetAnswer(
    string PatternSetVersion,
    IReadOnlyList<PatternAnswer> Patterns,
    IReadOnlyDictionary<string, JsonElement> Overlays
)
{
    public static PatternSetAnswer Of(PatternSet set, IReadOnlyDictionary<string, JsonElement> overlays) =>
        new(
            set.Version,
            [
                .. set.Actions.Select(entry => new PatternAnswer(
                    entry.Pattern.Id,
                    entry.Pattern.Version,
                    entry.Pattern.Category,
                    entry.Pattern.Severity,
                    entry.Action,
                    entry.Pattern.Languages
                )),
            ],
            overlays
        );
}

/// <param name="Action">What it does in this project.</param>
internal sealed record PatternAnswer(
    string Id,
    int Version,
    Hazard Category,
    PatternSeverity Severity,
    PatternAction Action,
    IReadOnlyList<string> Languages
);
