namespace LlmMonitor.Core.Text;

/// <summary>Tells a language by its script alone, where only one of the known languages is written in it.</summary>
internal static class Scripts
{
    /// <summary>A share of the letters; below it the script is that of a quoted name.</summary>
    private const double LeastShare = 0.3;

    /// <returns>Null for Latin and Cyrillic, which many languages share, and for a text of too few letters.</returns>
    public static string? LanguageOf(ReadOnlySpan<char> text)
    {
        var (letters, han, kana, hangul, arabic, hebrew, greek, devanagari, thai) = (0, 0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var character in text)
        {
            if (character < '\u0370')
            {
                if (char.IsLetter(character))
                    letters++;
                continue;
            }
            if (!char.IsLetter(character))
                continue;
            letters++;
            switch (character)
            {
                case <= '\u03FF':
                    greek++;
                    break;
                case >= '\u0590' and <= '\u05FF':
                    hebrew++;
                    break;
                case >= '\u0600' and <= '\u06FF':
                    arabic++;
                    break;
                case >= '\u0900' and <= '\u097F':
                    devanagari++;
                    break;
                case >= '\u0E00' and <= '\u0E7F':
                    thai++;
                    break;
                case >= '\u3041' and <= '\u30FF':
                    kana++;
                    break;
                case >= '\u3400' and <= '\u9FFF':
                    han++;
                    break;
                case >= '\uAC00' and <= '\uD7AF':
                    hangul++;
                    break;
                default:
                    break;
            }
        }
        if (letters == 0)
            return null;
        bool Rules(int count) => count >= letters * LeastShare;
        // Japanese mixes kana into ideographs; Chinese has none.
        return Rules(han + kana) ? (kana * 10 >= han + kana ? "ja" : "zh")
            : Rules(hangul) ? "ko"
            : Rules(arabic) ? "ar"
            : Rules(hebrew) ? "he"
            : Rules(greek) ? "el"
            : Rules(devanagari) ? "hi"
            : Rules(thai) ? "th"
            : null;
    }
}
