using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Checks.Numbers;

namespace LlmMonitor.Core.Checks;

/// <summary>What checks look at: an output, what it was made from, and what is known of its dates. Whatever is read of it is read once.</summary>
/// <param name="learnt">The order that earlier documents of the same endpoint and feature proved.</param>
public sealed class CheckSubject(
    IReadOnlyList<CallMessage> prompt,
    string response,
    IReadOnlyList<CallContext> contexts,
    string? expectedLocale = null,
    DateOrder learnt = DateOrder.Unknown
)
{
    private DateSources? _dates;
    private NumberSources? _numbers;
    private string? _foldedSources;

    public string Response => response;
    public IReadOnlyList<CallMessage> Prompt => prompt;
    public IReadOnlyList<CallContext> Contexts => contexts;
    public string? ExpectedLocale => expectedLocale;
    public DateOrder LearntOrder => learnt;

    /// <summary>The texts that an output may rest on: contexts, and the prompt without what models said in it before.</summary>
    public IEnumerable<string> Sources =>
        contexts.Select(context => context.Text).Concat(prompt.Where(message => !IsModel(message)).Select(message => message.Content));

    public bool HasSources => Sources.Any(text => !string.IsNullOrWhiteSpace(text));

    public DateSources Dates => _dates ??= DateSources.Of(this);

    public NumberSources Numbers => _numbers ??= NumberSources.Of(this);

    /// <summary>All sources in the form in which quotes are compared.</summary>
    public string FoldedSources => _foldedSources ??= string.Join("\n\n", Sources.Concat(ModelTexts).Select(Texts.QuoteText.Fold));

    /// <summary>What models said earlier in the prompt: it may be wrong already.</summary>
    public IEnumerable<string> ModelTexts => prompt.Where(IsModel).Select(message => message.Content);

    public static bool IsModel(CallMessage message) => message.Role is "assistant" or "model" or "ai";

    public static bool IsSystem(CallMessage message) => message.Role is "system" or "developer";
}
