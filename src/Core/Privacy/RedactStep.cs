using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Privacy;

/// <summary>
/// The last step before writing: leaves of the texts what the project lets be kept. Error messages, tags and what checks
/// quote are free text too, and follow the same rule.
/// </summary>
public sealed class RedactStep : ICallStep
{
    public ValueTask<Func<NewCall, NewCall>> ForAsync(Project project, CancellationToken cancellation) =>
        new(incoming => Leave(incoming, project.Settings.Texts));

    private static NewCall Leave(NewCall incoming, TextKeeping keeping) =>
        keeping switch
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
        if (call.Checks.Count > 0)
            call = call with
            {
                Checks = [.. call.Checks.Select(check => check with { Detail = check.Detail is { } said ? rule(said) : null })],
            };
        return call;
    }
}
