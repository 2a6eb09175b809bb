namespace LlmMonitor.Core.Checks.Dates;

/// <summary>Dates with East Asian units: 2019年2月28日, 8월 2일, 2018年一月.</summary>
internal static class UnitDates
{
    public static void Find(string text, List<DateToken> tokens, bool[] used, List<DateMention> found)
    {
        for (var at = 1; at < tokens.Count; at++)
        {
            if (tokens[at].Kind != DateTokenKind.MonthUnit || !IsNumber(tokens, at - 1) || !IsNear(tokens, at - 1, at))
                continue;
            var (from, to, month) = (at - 1, at, tokens[at - 1].Value);
            int? year = null;
            int? day = null;
            if (at >= 3 && tokens[at - 2].Kind == DateTokenKind.YearUnit && IsNumber(tokens, at - 3) && IsNear(tokens, at - 2, at - 1))
                (from, year) = (at - 3, tokens[at - 3].Value);
            var next = at + 1 < tokens.Count && tokens[at + 1].Kind == DateTokenKind.Filler ? at + 2 : at + 1;
            if (next + 1 < tokens.Count && IsNumber(tokens, next) && tokens[next + 1].Kind == DateTokenKind.DayUnit && IsNear(tokens, next - 1, next))
                (to, day) = (next + 1, tokens[next].Value);
            if ((year ?? day) is null || NamedDate.Valid(year, month, day) is not { } date)
                continue;
            for (var i = from; i <= to; i++)
                used[i] = true;
            var start = tokens[from].Start;
            found.Add(new(text, start, tokens[to].End - start, date) { Kind = DateKind.Words, IsClean = date.IsFull });
        }
    }

    private static bool IsNumber(List<DateToken> tokens, int at) => tokens[at] is { Kind: DateTokenKind.Number, Digits: <= 4 };

    private static bool IsNear(List<DateToken> tokens, int one, int next) => tokens[next].Start - tokens[one].End <= 2;
}
