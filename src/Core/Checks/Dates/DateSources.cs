using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Checks.Dates;

/// <summary>The dates of prompt and contexts, and the order of day and month that they prove.</summary>
/// <param name="Mentions">All dates, of the contexts first.</param>
/// <param name="Earlier">Dates that only a model named, earlier in the prompt.</param>
/// <param name="Proven">By dates that the calendar allows in one order only; contexts and what people wrote, without instructions.</param>
/// <param name="IsProvenPlainly">By at least one of them with a four-digit year.</param>
/// <param name="Hinted">By an ambiguous date that stands elsewhere as one of its readings.</param>
/// <param name="Habit">Day first, where all ambiguous dates are written with dots: nobody writes 5.3.2024 month first by habit.</param>
/// <param name="IsScan">The sources look like scanned slips: many short lines.</param>
public sealed record DateSources(
    IReadOnlyList<DateMention> Mentions,
    IReadOnlyList<DateMention> Earlier,
    DateOrder Proven,
    bool IsProvenPlainly,
    DateOrder Hinted,
    DateOrder Habit,
    bool IsScan
)
{
    private const int ScanLines = 12;
    private const int ScanLineCharacters = 30;
    private const int ScanCharacters = 20_000;

    public static DateSources Of(CheckSubject subject)
    {
        var documents = subject.Contexts.Select(context => context.Text).ToList();
        var people = subject.Prompt.Where(message => !CheckSubject.IsModel(message) && !CheckSubject.IsSystem(message)).ToList();
        var told = subject.Prompt.Where(CheckSubject.IsSystem).Select(message => message.Content).SelectMany(DateReader.ReadSource);
        var read = documents.Concat(people.Select(message => message.Content)).SelectMany(DateReader.ReadSource).ToList();
        var (proven, isPlain) = DateOrderRules.ProvenBy(read);
        return new(
            [.. read, .. told],
            [.. subject.ModelTexts.SelectMany(DateReader.ReadSource)],
            proven,
            isPlain,
            DateOrderRules.HintedBy(read),
            DateOrderRules.HabitOf(read),
            documents.Concat(people.Select(message => message.Content)).Any(LooksScanned)
        );
    }

    /// <summary>Many lines of a few characters: a receipt, not prose and not JSON.</summary>
    private static bool LooksScanned(string text)
    {
        var (lines, characters) = (0, 0);
        foreach (var line in text.AsSpan(0, Math.Min(text.Length, ScanCharacters)).EnumerateLines())
            if (line.Trim() is { Length: > 0 } written)
                (lines, characters) = (lines + 1, characters + written.Length);
        return lines >= ScanLines && characters <= lines * ScanLineCharacters && !text.TrimStart().StartsWith('{');
    }
}
