using LlmMonitor.Core.Changes;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// A new version of a prompt makes prompts longer and begin otherwise, whoever asks: what is told of the text is told of the version, and not of who asks.
/// </summary>
internal static class NewPrompts
{
    /// <returns>The calls; those of a prompt version that came of late without classes of their prompts.</returns>
    public static IReadOnlyList<ObservedCall> Hidden(IReadOnlyList<ObservedCall> calls, IReadOnlyList<Change> known)
    {
        var came = known.Where(change => change.Kind == ChangeKind.Prompt && ChangeFit.CarriedBy(change, calls) is not null).ToList();
        return came.Count == 0
            ? calls
            :
            [
                .. calls.Select(call =>
                    came.Exists(change => IsOf(call, change)) ? call with { PromptLength = null, QueryType = null } : call
                ),
            ];
    }

    private static bool IsOf(ObservedCall call, Change change) =>
        call.PromptVersion == change.Version && (change.Endpoint is null || call.Endpoint == change.Endpoint);
}
