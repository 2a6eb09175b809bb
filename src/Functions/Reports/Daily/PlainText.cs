using System.Text;

namespace LlmMonitor.Functions.Reports.Daily;

/// <summary>Writes text of at most 76 columns.</summary>
internal static class PlainText
{
    private const int Columns = 76;

    public static void Title(StringBuilder text, string title) => text.Append(title).Append('\n').Append('-', title.Length).Append('\n');

    public static void Paragraph(StringBuilder text, string words)
    {
        Wrap(text, words);
        text.Append('\n');
    }

    public static void Wrap(StringBuilder text, string words)
    {
        var column = 0;
        foreach (var word in words.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > Columns)
                column = Append(text, '\n', 0);
            else if (column > 0)
                column = Append(text, ' ', column + 1);
            text.Append(word);
            column += word.Length;
        }
        text.Append('\n');
    }

    private static int Append(StringBuilder text, char separator, int column)
    {
        text.Append(separator);
        return column;
    }
}
