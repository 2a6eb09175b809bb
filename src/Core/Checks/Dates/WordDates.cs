namespace LlmMonitor.Core.Checks.Dates;

/// <summary>Dates whose month is named: 3 May 2019, May 3rd, 2019, 02/JAN/2017, 28. Oktober, March 2024.</summary>
internal static class WordDates
{
    public static void Find(string text, List<DateToken> tokens, bool isSource, bool[] used, List<DateMention> found)
    {
        for (var at = 0; at < tokens.Count; at++)
            if (tokens[at].IsMonth)
                Around(new(text, tokens, isSource, used, found), at);
    }

    private static void Around(Search search, int at)
    {
        var month = search.Tokens[at];
        var left = search.Beside(at, -1);
        var right = search.Beside(at, +1);
        // 3 May 2019, 24 MAR 18, 3 May
        if (left is { } day && search.Tokens[day].IsDay)
        {
            var year = right is { } y && (search.Tokens[y].IsYear || IsShortYear(search, at, y)) ? right : null;
            search.Add(day, year ?? at, year is { } has ? search.Tokens[has].Value : null, month, search.Tokens[day].Value);
            // 3 and 5 May, 3-5 May: the source names the other day too.
            if (search.IsSource && day > 0 && search.Tokens[day - 1].IsDay && search.Gap(day - 1, day) is { Length: <= 5 } gap && !gap.Contains('\n'))
                search.Add(day - 1, year ?? at, year is { } its ? search.Tokens[its].Value : null, month, search.Tokens[day - 1].Value);
        }
        // 2018 March 5, 2018 March
        else if (left is { } first && search.Tokens[first].IsYear)
        {
            var day2 = right is { } d && search.Tokens[d].IsDay ? right : null;
            search.Add(first, day2 ?? at, search.Tokens[first].Value, month, day2 is { } has ? search.Tokens[has].Value : null);
        }
        // May 3, 2019; May 3-5, 2019; May 3
        else if (right is { } second && search.Tokens[second].IsDay)
        {
            var year = search.Beside(second, +1);
            if (year is { } other && search.Tokens[other].IsDay && search.Beside(other, +1) is { } last && search.Tokens[last].IsYear)
                (year, other) = (last, second);
            var isYear = year is { } y && (search.Tokens[y].IsYear || IsShortYear(search, second, y));
            search.Add(at, isYear ? year!.Value : second, isYear ? search.Tokens[year!.Value].Value : null, month, search.Tokens[second].Value);
            if (search.IsSource && search.Tokens[second].Digits == 2)
                search.Add(at, second, search.Tokens[second].Value, month, null); // MAR 18 may be a year
        }
        // May 2019
        else if (right is { } only && search.Tokens[only].IsYear)
            search.Add(at, only, search.Tokens[only].Value, month, null);
    }

    // 24 MAR 18, 02-JAN-17, May 3 '19
    private static bool IsShortYear(Search search, int before, int year) =>
        search.Tokens[year] is { Kind: DateTokenKind.Number, Digits: 2 }
        && year == before + 1
        && search.Gap(before, year) is { Length: <= 3 } gap
        && (search.Tokens[before].IsMonth ? !gap.Contains(',') : gap.ContainsAny('\'', '’'));

    private sealed record Search(string Text, List<DateToken> Tokens, bool IsSource, bool[] Used, List<DateMention> Found)
    {
        private const int MostFillers = 2;

        public ReadOnlySpan<char> Gap(int one, int next) => Text.AsSpan(Tokens[one].End, Tokens[next].Start - Tokens[one].End);

        /// <summary>The next token to a side that is more than a filler, if only what stands within dates lies between.</summary>
        public int? Beside(int at, int step)
        {
            var next = at;
            for (var skipped = 0; skipped <= MostFillers; skipped++)
            {
                var to = next + step;
                if (to < 0 || to >= Tokens.Count || !IsInner(Gap(Math.Min(next, to), Math.Max(next, to))))
                    return null;
                next = to;
                if (Tokens[next].Kind != DateTokenKind.Filler)
                    return Used[next] && step < 0 ? null : next;
            }
            return null;
        }

        public void Add(int from, int to, int? year, DateToken month, int? day)
        {
            if (NamedDate.Valid(year, month.Value, day) is not { } date)
                return;
            var weak = month.Kind == DateTokenKind.MaybeMonth && !(day is not null && year is not null);
            if (weak && !IsSource)
                return;
            for (var i = from; i <= to; i++)
                Used[i] = true;
            var start = Tokens[from].Start;
            Found.Add(
                new(Text, start, Tokens[to].End - start, date)
                {
                    Kind = DateKind.Words,
                    IsClean = date.IsFull,
                    IsWeak = weak || (year is < 100 && day is null),
                }
            );
        }

        private static bool IsInner(ReadOnlySpan<char> gap)
        {
            if (gap.Length > 4)
                return false;
            foreach (var letter in gap)
                if (!" .,/-–'’()\u00a0\u202f،、".Contains(letter))
                    return false;
            return true;
        }
    }
}
