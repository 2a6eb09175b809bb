using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Privacy;

/// <summary>
/// The last step before writing: leaves of the texts what the project lets be kept. Error messages and tags are free text too, and follow the same rule.
/// </summary>
public sealed class RedactStep : ICallStep
{
    public NewCall Apply(NewCall incoming, Project project) =>
        project.Settings.Texts switch
        {
            TextKeeping.Full => incoming,
            TextKeeping.None => new NewCall(WithText(incoming.Call, _ => null), null),
            _ => new NewCall(WithText(incoming.Call, Redactor.Redact), incoming.Texts is { } texts ? TextRedaction.Redact(texts) : null),
        };

    private static LlmCall WithText(LlmCall call, Func<string, string?> rule)
    {
        if (call.Error?.Message is { } message)
            call = call with { Error = call.Error with { Message = rule(message) } };
        if (call.Tags is { } tags)
            call = call with { Tags = tags.ToDictionary(tag => tag.Key, tag => rule(tag.Value) ?? "", StringComparer.Ordinal) };
        return call;
    }
}
