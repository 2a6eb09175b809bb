using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Checks.Dates;

/// <summary>
/// Whether each date of an output is a reading of a date in its sources. An output date that is only the other reading of a source date
/// has day and month swapped.
/// </summary>
/// <param name="subject">Output and sources.</param>
/// <param name="declared">The order of the declared locale.</param>
/// <param name="locale">That locale.</param>
public sealed class DatesGrounded(CheckSubject subject, DateOrder declared, string? locale)
{
    /// <summary>More dates of one output are not looked at.</summary>
    private const int MostDates = 200;

    private const string NotGrounded = "no source says so";

    private readonly DateSources _sources = subject.Dates;
    private readonly bool _mayBeginWithYear = DateOrderRules.MayBeginWithYear(locale);

    /// <summary>
    /// The order of the sources: declared; unless their own plain dates prove the other one; then what they prove, what they hint at, and what
    /// earlier documents of the feature proved.
    /// </summary>
    public DateOrder SourceOrder { get; } = OrderOf(subject, declared);

    /// <param name="ignoreUngrounded">A date of no source at all is let pass.</param>
    public CheckFinding Judge(bool ignoreUngrounded)
    {
        var output = DateReader.ReadOutput(subject.Response);
        if (output.Count == 0)
            return CheckFinding.NotApplicable("the output states no date");
        if (!subject.HasSources)
            return CheckFinding.NotApplicable("there is no prompt and no context to compare with");
        var asked = DateOrderRules.AskedFor(subject.Prompt.Select(message => message.Content));
        var own = DateOrderRules.ProvenBy(output).Order;
        var outputOrder =
            asked != DateOrder.Unknown ? asked
            : own is DateOrder.DayFirst or DateOrder.MonthFirst ? own
            : declared != DateOrder.Unknown ? declared
            : SourceOrder;
        var isOrderStated = asked != DateOrder.Unknown || declared != DateOrder.Unknown;
        string? undecided = null;
        var judged = 0;
        foreach (var date in output.Take(MostDates))
        {
            var (outcome, detail) = Judge(date, outputOrder, isOrderStated);
            if (outcome == CheckOutcome.Fail && !(ignoreUngrounded && detail!.EndsWith(NotGrounded, StringComparison.Ordinal)))
                return new(outcome, detail);
            if (outcome == CheckOutcome.NotApplicable)
                undecided ??= detail;
            judged += outcome == CheckOutcome.Pass ? 1 : 0;
        }
        return undecided is not null ? CheckFinding.NotApplicable(undecided)
            : judged == 0 ? CheckFinding.NotApplicable("the output states no date that can be compared")
            : CheckFinding.Passed;
    }

    private CheckFinding Judge(DateMention date, DateOrder outputOrder, bool isOrderStated)
    {
        if (Copied(date) is { } same && !(isOrderStated && same.IsAmbiguous && Differ(outputOrder, SourceOrder)))
            return CheckFinding.Passed;
        if (date.IsAmbiguous && outputOrder is not (DateOrder.DayFirst or DateOrder.MonthFirst))
            return Undecidable(date);
        var said = date.Certain ?? Read(date, outputOrder)!.Value;
        foreach (var source in _sources.Mentions)
            if (Accepts(source, said) || (date.YearFirst is { } yearFirst && Accepts(source, yearFirst)))
                return CheckFinding.Passed;
        foreach (var source in _sources.Mentions)
            if (SwapOf(source, said) is { } swap)
                return swap ? Swapped(date, source) : Undecided(date, source);
        return IsSupported(date, said) ? CheckFinding.Passed : Ungrounded(date, said);
    }

    private DateMention? Copied(DateMention date) =>
        _sources.Mentions.FirstOrDefault(source => date.CopiedFrom(source) && date.Kind is DateKind.Numeric or DateKind.ShortNumeric);

    private bool Accepts(DateMention source, NamedDate said) =>
        (source.Certain ?? Read(source, SourceOrder)) is { } reading && said.StandsIn(reading)
        || (_mayBeginWithYear && source.YearFirst is { } yearFirst && said.StandsIn(yearFirst));

    /// <returns>True where the date is the other reading of this one; false where it is one of two and nothing tells which; null where it is neither.</returns>
    private bool? SwapOf(DateMention source, NamedDate said)
    {
        if (source.IsAmbiguous)
        {
            var isReading = said.StandsIn(source.DayFirst!.Value) || said.StandsIn(source.MonthFirst!.Value);
            return !isReading ? null : SourceOrder is DateOrder.DayFirst or DateOrder.MonthFirst;
        }
        return source.Certain is { IsFull: true, Swapped: { } swapped } && said.Day is not null && said.StandsIn(swapped) ? true : null;
    }

    /// <summary>The output adds a year that the source leaves out; a model said it earlier; or the same words stand in the source.</summary>
    private bool IsSupported(DateMention date, NamedDate said) =>
        _sources.Mentions.Any(source => source.Certain is { } reading && said.Completes(reading))
        || _sources.Earlier.Any(source => (source.Certain ?? Read(source, SourceOrder)) is { } reading && said.StandsIn(reading))
        || subject.Sources.Any(text => text.Contains(date.Quote, StringComparison.OrdinalIgnoreCase));

    private CheckFinding Ungrounded(DateMention date, NamedDate said)
    {
        if (date.IsWeak)
            return CheckFinding.NotApplicable($"output says {date.Quote}, which may be no date");
        if (_sources.IsScan && _sources.Mentions.FirstOrDefault(source => IsOneDigitOff(source, said)) is { } near)
            return CheckFinding.NotApplicable(
                $"output says {date.Quote}, the scanned source says {near.Quote}: one digit apart, either may be misread"
            );
        if (subject.Sources.Any(text => DateReader.NamesMonthAlone(text, said.Month)))
            return CheckFinding.NotApplicable($"output says {date.Quote}, the source names that month with a day in words");
        return new(
            CheckOutcome.Fail,
            _sources.Mentions.Count == 0
                ? $"output says {date.Quote}, the source has no date: {NotGrounded}"
                : $"output says {date.Quote}, the source's dates are {Listed()}: {NotGrounded}"
        );
    }

    private string Listed() =>
        string.Join(", ", _sources.Mentions.Where(source => !source.IsWeak).Select(source => source.Quote).Distinct().Take(4))
        + (_sources.Mentions.Count > 4 ? ", …" : "");

    private static bool IsOneDigitOff(DateMention source, NamedDate said) =>
        new[] { source.Certain, source.DayFirst, source.MonthFirst }.Any(reading =>
            reading is { Year: { } year, Day: { } day } date
            && said is { Year: { } saidYear, Day: { } saidDay }
            && Apart(year % 100, saidYear % 100) + Apart(date.Month, said.Month) + Apart(day, saidDay) == 1
        );

    private static int Apart(int one, int other) => (one / 10 == other / 10 ? 0 : 1) + (one % 10 == other % 10 ? 0 : 1);

    private CheckFinding Swapped(DateMention date, DateMention source) =>
        new(CheckOutcome.Fail, $"output says {date.Quote}, source says {source.Quote}{Shown(source)}: day and month are swapped");

    private string Shown(DateMention source) =>
        !source.IsAmbiguous ? ""
        : SourceOrder == DateOrder.DayFirst ? " (day first)"
        : " (month first)";

    private static CheckFinding Undecided(DateMention date, DateMention source) =>
        CheckFinding.NotApplicable($"output says {date.Quote}, source says {source.Quote}: nothing proves whether day or month comes first");

    private static CheckFinding Undecidable(DateMention date) =>
        CheckFinding.NotApplicable($"output says {date.Quote}: nothing proves whether day or month comes first");

    private static NamedDate? Read(DateMention mention, DateOrder order) =>
        mention.Certain
        ?? order switch
        {
            DateOrder.DayFirst => mention.DayFirst,
            DateOrder.MonthFirst => mention.MonthFirst,
            _ => null,
        };

    private static bool Differ(DateOrder one, DateOrder other) =>
        (one, other) is (DateOrder.DayFirst, DateOrder.MonthFirst) or (DateOrder.MonthFirst, DateOrder.DayFirst);

    private static DateOrder OrderOf(CheckSubject subject, DateOrder declared)
    {
        var sources = subject.Dates;
        if (declared != DateOrder.Unknown)
            return sources.IsProvenPlainly && Differ(declared, sources.Proven) ? sources.Proven : declared;
        if (sources.Proven != DateOrder.Unknown)
            return sources.Proven;
        if (sources.Hinted != DateOrder.Unknown)
            return sources.Hinted;
        return subject.LearntOrder != DateOrder.Unknown ? subject.LearntOrder : sources.Habit;
    }
}
