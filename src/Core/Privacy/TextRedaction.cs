using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Privacy;

/// <summary>Redacts all that people and models wrote in a call. Roles, context ids and tool names stay: they say where, not who.</summary>
public static class TextRedaction
{
    public static CallTexts Redact(CallTexts texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return texts with
        {
            Prompt = [.. texts.Prompt.Select(message => message with { Content = Redactor.Redact(message.Content) })],
            Response = texts.Response is null ? null : Redactor.Redact(texts.Response),
            Contexts = [.. texts.Contexts.Select(context => context with { Text = Redactor.Redact(context.Text) })],
            ToolCalls = [.. texts.ToolCalls.Select(call => call with { Arguments = Redactor.Redact(call.Arguments) })],
        };
    }
}
