using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Drift;

/// <summary>Takes the statistics of output and prompt from the raw texts. They stay with the call also where no text is kept.</summary>
public sealed class ShapeStep : ICallStep
{
    /// <summary>Of a long prompt, the end: where the question stands.</summary>
    private const int PromptCharacters = 4_000;

    public ValueTask<Func<NewCall, NewCall>> ForAsync(Project project, CancellationToken cancellation) => new(Shaped);

    private static NewCall Shaped(NewCall incoming)
    {
        if (incoming.Texts is not { Response: { } response } texts)
            return incoming;
        var contexts = texts.Contexts.Count == 0 ? null : texts.Contexts.Select(context => context.Text).ToList();
        var asked = texts.Prompt.LastOrDefault(message => message.Role == "user") ?? (texts.Prompt.Count > 0 ? texts.Prompt[^1] : null);
        return incoming with
        {
            Call = incoming.Call with
            {
                Shape = OutputShape.Of(response, contexts, incoming.Call.FinishReason).Pack(),
                PromptShape = asked is null ? null : OutputShape.Of(End(asked.Content)).Pack(),
            },
        };
    }

    private static string End(string text) => text.Length <= PromptCharacters ? text : text[^PromptCharacters..];
}
