namespace LlmMonitor.Core.GoldenSets;

/// <summary>What is asked of a target for an example.</summary>
public static class GoldenPrompt
{
    public const string Question = "{{question}}";
    private const string Contexts = "{{contexts}}";

    /// <summary>A set's own prompt, filled; without one the bare question, under its passages where a model is asked that has no others.</summary>
    public static string Of(GoldenSet set, GoldenExample example)
    {
        var passages = string.Join(
            "\n\n",
            example.Contexts.Select(context => context.Id is { } id ? $"[{id}]\n{context.Text}" : context.Text)
        );
        if (set.Prompt is { } prompt)
            // In one pass over the template: what an example says is not filled again.
            return string.Concat(
                prompt
                    .Split(Question)
                    .Select((part, i) => (i == 0 ? "" : example.Question) + part.Replace(Contexts, passages, StringComparison.Ordinal))
            );
        return set.Target?.Type == Probes.ProbeKind.Model && passages.Length > 0
            ? $"Answer the question from these passages only.\n\n{passages}\n\nQuestion: {example.Question}"
            : example.Question;
    }
}
