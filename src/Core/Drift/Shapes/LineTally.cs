namespace LlmMonitor.Core.Drift.Shapes;

/// <summary>Counts over lines, by the marks of Markdown. Inside a code fence only lines are counted.</summary>
internal readonly record struct LineTally
{
    /// <summary>Lines with something on them.</summary>
    public int Lines { get; private init; }

    /// <summary>Blocks of lines, parted by empty ones.</summary>
    public int Paragraphs { get; private init; }
    public int Bullets { get; private init; }
    public int Numbered { get; private init; }
    public int Headings { get; private init; }

    /// <summary>Code blocks that were opened.</summary>
    public int Fences { get; private init; }
    public int ColonLines { get; private init; }

    /// <summary>Pairs of double asterisks or underscores.</summary>
    public int Bold { get; private init; }

    /// <summary>Pairs of single backticks.</summary>
    public int InlineCode { get; private init; }

    /// <summary>The text ends inside a code block.</summary>
    public bool EndsInCode { get; private init; }

    public static LineTally Of(ReadOnlySpan<char> text)
    {
        var (lines, paragraphs, bullets, numbered, headings, fences, colons, bold, ticks) = (0, 0, 0, 0, 0, 0, 0, 0, 0);
        var (inParagraph, inCode) = (false, false);
        foreach (var whole in text.EnumerateLines())
        {
            var line = whole.Trim();
            if (line.IsEmpty)
            {
                inParagraph = false;
                continue;
            }
            lines++;
            if (!inParagraph)
                paragraphs++;
            inParagraph = true;
            if (line.StartsWith("```") || line.StartsWith("~~~"))
            {
                if (!inCode)
                    fences++;
                inCode = !inCode;
                continue;
            }
            if (inCode)
                continue;
            if (IsBullet(line))
                bullets++;
            else if (IsNumbered(line))
                numbered++;
            else if (IsHeading(line))
                headings++;
            if (Marks.LastOf(line) is ':' or '：')
                colons++;
            bold += line.Count("**") + line.Count("__");
            ticks += line.Count('`');
        }
        return new LineTally
        {
            Lines = lines,
            Paragraphs = paragraphs,
            Bullets = bullets,
            Numbered = numbered,
            Headings = headings,
            Fences = fences,
            ColonLines = colons,
            Bold = bold / 2,
            InlineCode = ticks / 2,
            EndsInCode = inCode,
        };
    }

    public static bool IsBullet(ReadOnlySpan<char> line) =>
        line.Length > 1 && line[0] is ('-' or '*' or '+' or '•' or '–' or '·') && line[1] == ' ';

    public static bool IsNumbered(ReadOnlySpan<char> line)
    {
        var digits = line.IndexOfAnyExceptInRange('0', '9');
        return digits is > 0 and <= 3 && line[digits] is ('.' or ')') && digits + 1 < line.Length && line[digits + 1] == ' ';
    }

    public static bool IsHeading(ReadOnlySpan<char> line)
    {
        var marks = line.IndexOfAnyExcept('#');
        return marks is > 0 and <= 6 && line[marks] == ' ';
    }
}
