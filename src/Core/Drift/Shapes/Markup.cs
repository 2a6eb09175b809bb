using System.Globalization;

namespace LlmMonitor.Core.Drift.Shapes;

/// <summary>Counts over citations and formulas.</summary>
internal readonly record struct Markup
{
    private const int LongestCitation = 24;
    private static readonly string[] Labels = ["doc", "document", "source", "ref", "reference", "context", "citation", "note", "quelle"];

    /// <summary>Marks like [2], [doc 3], 【4†source】 or [^5].</summary>
    public int Citations { get; private init; }

    /// <summary>Citations whose number is that of a given context, counted from one.</summary>
    public int Resolved { get; private init; }

    /// <summary>Commands and delimiters of LaTeX: \frac, \begin, \(, \[, $$.</summary>
    public int Latex { get; private init; }

    public static Markup Of(ReadOnlySpan<char> text, int contexts)
    {
        var (citations, resolved, latex) = (0, 0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            var next = at + 1 < text.Length ? text[at + 1] : '\0';
            switch (text[at])
            {
                case '[' or '【':
                    AddCited(text[at..], contexts, ref citations, ref resolved);
                    break;
                case '\\' when IsCommand(text, at):
                    latex++;
                    at++;
                    break;
                case '$' when next == '$':
                    latex++;
                    at++;
                    break;
                default:
                    break;
            }
        }
        return new Markup
        {
            Citations = citations,
            Resolved = resolved,
            Latex = latex,
        };
    }

    /// <summary>Two letters or a bracket after a backslash; an escape (\n) or a folder (C:\Users) is none.</summary>
    private static bool IsCommand(ReadOnlySpan<char> text, int at) =>
        at + 1 < text.Length
        && (at == 0 || !char.IsLetterOrDigit(text[at - 1]) && text[at - 1] is not (':' or '\\'))
        && (text[at + 1] is ('(' or '[') || at + 2 < text.Length && char.IsAsciiLetter(text[at + 1]) && char.IsAsciiLetter(text[at + 2]));

    /// <summary>Adds the numbers cited by the bracket that opens here: [1], [1, 3]; nothing where it is no citation.</summary>
    private static void AddCited(ReadOnlySpan<char> text, int contexts, ref int citations, ref int resolved)
    {
        var inside = text[1..Math.Min(LongestCitation, text.Length)];
        var end = inside.IndexOfAny(']', '】');
        if (end <= 0)
            return;
        inside = inside[..end];
        var (cited, known) = (0, 0);
        foreach (var range in inside.SplitAny(',', ';'))
        {
            var part = inside[range];
            if (part.IndexOf('†') is var dagger and >= 0)
                part = part[..dagger];
            var number = part[(part.LastIndexOfAnyExceptInRange('0', '9') + 1)..];
            var label = part[..^number.Length].Trim(" -_^#:");
            if (number.Length is 0 or > 4 || !IsLabel(label))
                return;
            cited++;
            known += int.Parse(number, CultureInfo.InvariantCulture) is var place && place >= 1 && place <= contexts ? 1 : 0;
        }
        citations += cited;
        resolved += known;
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.IsEmpty)
            return true;
        foreach (var known in Labels)
            if (label.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
