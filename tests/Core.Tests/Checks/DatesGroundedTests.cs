using LlmMonitor.Core.Calls;
using Xunit;
using static LlmMonitor.Core.Tests.Checks.Checking;

namespace LlmMonitor.Core.Tests.Checks;

public class DatesGroundedTests
{
    [Theory]
    // the same day, however it is written
    [InlineData("en-GB", "Date: 05/03/2024", "2024-03-05", "pass")]
    [InlineData("en-GB", "Date: 05/03/2024", "5 March 2024", "pass")]
    [InlineData("en-GB", "Date: 05/03/2024", "It was signed on March 5th, 2024.", "pass")]
    [InlineData("en-GB", "Date: 05/03/2024", "05/03/2024", "pass")]
    [InlineData("en-GB", "Date: 05/03/24", "05.03.2024", "pass")]
    [InlineData("en-US", "Date: 05/03/2024", "2024-05-03", "pass")]
    [InlineData("de-DE", "vom 05.03.2024", "am 5. März 2024", "pass")]
    [InlineData("fr-FR", "le 05/03/2024", "le 5 mars 2024", "pass")]
    [InlineData(null, "signed 5 March 2024", "2024-03-05", "pass")]
    [InlineData(null, "2024年3月5日", "2024-03-05", "pass")]
    [InlineData(null, "令和6年3月5日", "2024-03-05", "pass")]
    [InlineData(null, "5 de marzo de 2024", "2024-03-05", "pass")]
    [InlineData(null, "5 марта 2024 г.", "5 March 2024", "pass")]
    [InlineData(null, "from 24/06/2024 on", "June 2024", "pass")]
    [InlineData(null, "from 24/06/2024 on", "on 24 June", "pass")]
    [InlineData(null, "due on 3 and 5 May 2019", "2019-05-03 and 2019-05-05", "pass")]
    // day and month exchanged
    [InlineData("en-GB", "Date: 05/03/2024", "2024-05-03", "swap")]
    [InlineData("en-GB", "Date: 05/03/2024", "3 May 2024", "swap")]
    [InlineData("en-GB", "Date: 05/03/2024", "03/05/2024", "swap")]
    [InlineData("en-GB", "Date: 05/03/24", "{\"date\":\"2024-05-03\"}", "swap")]
    [InlineData("en-US", "Date: 05/03/2024", "2024-03-05", "swap")]
    [InlineData("de-DE", "vom 05.03.2024", "2024-05-03", "swap")]
    [InlineData(null, "from 25/01/2024 to 05/03/2024", "2024-05-03", "swap")]
    [InlineData(null, "from 01/25/2024 to 05/03/2024", "2024-03-05", "swap")]
    [InlineData(null, "Rechnung vom 05.03.2024", "2024-05-03", "swap")]
    [InlineData(null, "05/03/2024 (5 March 2024), due 07/04/2024", "2024-07-04", "swap")]
    [InlineData(null, "signed 2024-03-05", "2024-05-03", "swap")]
    [InlineData("en-GB", "Date: 05/03/2024", "on 3 May", "swap")]
    // what scanning does to a source
    [InlineData("en-GB", "O5/O3/2O24", "2024-05-03", "swap")]
    [InlineData("en-GB", "O5/O3/2O24", "2024-03-05", "pass")]
    [InlineData("en-GB", "05 / 03 / 2024", "2024-03-05", "pass")]
    [InlineData("en-GB", "05032024", "2024-03-05", "pass")]
    [InlineData("en-GB", "25/032024", "2024-03-25", "pass")]
    [InlineData("en-GB", "#19- 21/03/2018", "2018-03-21", "pass")]
    // nothing decides
    [InlineData(null, "Date: 05/03/2024", "2024-05-03", "n/a")]
    [InlineData(null, "Date: 05/03/2024", "2024-03-05", "n/a")]
    [InlineData(null, "25/01/2024, 01/26/2024, 05/03/2024", "2024-05-03", "n/a")]
    [InlineData(null, "Date: 05/03/2024", "03/05/2024", "n/a")]
    [InlineData("en", "Date: 05/03/2024", "2024-05-03", "n/a")]
    [InlineData(null, "the twenty-second of June", "2024-06-22", "n/a")]
    [InlineData(null, "anything", "nothing about dates", "n/a")]
    [InlineData(null, null, "2024-06-22", "n/a")]
    // no source says so
    [InlineData("en-GB", "Date: 05/03/2024", "2024-05-04", "fail")]
    [InlineData("en-GB", "Date: 05/03/2024", "2025-03-05", "fail")]
    [InlineData(null, "no date at all", "on 3 May 2024", "fail")]
    [InlineData(null, "from 24/06/2024 on", "July 2024", "fail")]
    // no dates
    [InlineData(null, "anything", "version 1.2.3, 10.12.14.16, 3/5 of them at 10:30", "n/a")]
    [InlineData(null, "anything", "you may 10 times set 10 alarms", "n/a")]
    public void Each_date_of_an_output_is_a_reading_of_one_in_its_source(string? locale, string? source, string output, string expected)
    {
        var result = Run(Of("dates_grounded"), output, source, locale);
        var word = Word(result) == "fail" && result.Detail!.EndsWith("swapped", StringComparison.Ordinal) ? "swap" : Word(result);
        Assert.True(word == expected, $"{word}: {result.Detail}");
    }

    [Fact]
    public void A_swap_quotes_both_places() =>
        Assert.Equal(
            "output says 2024-05-03, source says 05/03/2024 (day first): day and month are swapped",
            Run(Of("dates_grounded"), "Signed 2024-05-03.", "Contract of 05/03/2024.", "en-GB").Detail
        );

    [Theory]
    [InlineData(DateOrder.DayFirst, "2024-03-05", "pass")]
    [InlineData(DateOrder.DayFirst, "2024-05-03", "fail")]
    [InlineData(DateOrder.MonthFirst, "2024-05-03", "pass")]
    [InlineData(DateOrder.Mixed, "2024-05-03", "n/a")]
    public void What_earlier_documents_proved_decides_where_the_document_does_not(DateOrder learnt, string output, string expected) =>
        Assert.Equal(expected, Word(Run(Of("dates_grounded"), output, "Date: 05/03/2024", learnt: learnt)));

    [Theory]
    // The document's own plain dates are the other way round than the declared locale.
    [InlineData("from 01/25/2024 to 05/03/2024", "2024-05-03", "pass")]
    [InlineData("from 01/25/2024 to 05/03/2024", "2024-03-05", "fail")]
    [InlineData("from 01/25/2024 to 05/03/2024", "03/05/2024", "pass")]
    public void A_document_that_proves_its_order_is_believed_over_the_locale_of_the_output(string source, string output, string expected) =>
        Assert.Equal(expected, Word(Run(Of("dates_grounded"), output, source, "en-GB")));

    [Theory]
    [InlineData("Write dates as MM/DD/YYYY. Document: 25/01/2024 and 05/03/2024", "03/05/2024", "pass")]
    [InlineData("Write dates as MM/DD/YYYY. Document: 25/01/2024 and 05/03/2024", "05/03/2024", "fail")]
    public void An_instruction_says_how_the_output_writes(string prompt, string output, string expected) =>
        Assert.Equal(expected, Word(Run(Of("dates_grounded"), output, prompt)));

    [Fact]
    public void An_example_in_an_instruction_proves_nothing_of_the_document() =>
        Assert.Equal("n/a", Word(Run(Of("dates_grounded"), "2024-03-05", "Give the date (e.g. 31/12/2023).\n05/03/2024")));

    [Fact]
    public void What_a_model_said_earlier_does_not_turn_a_swap_into_a_right_date()
    {
        var subject = new Core.Checks.CheckSubject(
            [new("user", "Contract of 05/03/2024."), new("assistant", "It is of 3 May 2024."), new("user", "As ISO?")],
            "2024-05-03",
            [],
            "en-GB"
        );
        Assert.Equal("fail", Word(Read($"[{Of("dates_grounded")}]").Checks.Evaluate(subject)[0]));
    }

    [Fact]
    public void Computed_dates_pass_where_only_swaps_are_looked_for()
    {
        Assert.Equal("n/a", Word(Run(Of("dates_grounded", "\"swaps_only\":true"), "due 2024-04-04", "30 days from 2024-03-05")));
        Assert.Equal("fail", Word(Run(Of("dates_grounded", "\"swaps_only\":true"), "due 2024-05-03", "30 days from 2024-03-05")));
    }

    [Fact]
    public void One_digit_apart_in_a_scanned_slip_is_not_decided()
    {
        var slip = string.Join('\n', Enumerable.Range(0, 20).Select(i => $"ITEM {i}").Append("28-11-18"));
        Assert.Equal("n/a", Word(Run(Of("dates_grounded"), "2018-01-28", slip, "en-GB")));
        Assert.Equal("fail", Word(Run(Of("dates_grounded"), "2018-01-28", "A letter of 28-11-18 that was typed.", "en-GB")));
    }
}
