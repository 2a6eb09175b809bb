using LlmMonitor.Core.Calls;
using Xunit;
using static LlmMonitor.Core.Tests.Checks.Checking;

namespace LlmMonitor.Core.Tests.Checks;

public class TextChecksTests
{
    [Theory]
    [InlineData("""He said “the quick brown fox jumps” twice.""", "pass")]
    [InlineData("""He said "The quick, brown fox … over the dog".""", "pass")]
    [InlineData("""He said "the quick brown fox sleeps".""", "fail")]
    [InlineData("> the quick brown cat jumps", "fail")]
    [InlineData("""He said "fox".""", "n/a")]
    [InlineData("""{"said": "the quick brown fox sleeps"}""", "n/a")]
    public void Quotations_stand_in_the_source(string output, string expected) =>
        Assert.Equal(expected, Word(Run(Of("quotes_grounded"), output, "The quick brown fox\njumps over the dog.")));

    [Theory]
    [InlineData("As shown [1], [2, 3] and 【3】.", "pass")]
    [InlineData("As shown [1-3].", "pass")]
    [InlineData("As shown [doc-7].", "pass")]
    [InlineData("As shown [4].", "fail")]
    [InlineData("As shown [2-5].", "fail")]
    [InlineData("As shown [doc-9].", "fail")]
    [InlineData("A [link](https://example.com) and a [x] box.", "n/a")]
    public void Citations_name_a_context(string output, string expected) =>
        Assert.Equal(
            expected,
            Word(
                Run(
                    Of("citations_resolve"),
                    output,
                    contexts: [new CallContext("doc-7", "a"), new CallContext("doc-8", "b"), new CallContext(null, "c")]
                )
            )
        );

    [Theory]
    [InlineData("\"required\":true", "nothing", "fail")]
    [InlineData("", "nothing [1]", "n/a")]
    public void Without_contexts_or_citations_the_definition_decides(string parameters, string output, string expected) =>
        Assert.Equal(
            expected,
            Word(Run(Of("citations_resolve", parameters), output, contexts: parameters == "" ? [] : [new CallContext(null, "a")]))
        );

    [Theory]
    [InlineData("\"language\":\"de\"", "Das ist ein Text, der nicht auf Englisch geschrieben ist.", null, "pass")]
    [InlineData("\"languages\":[\"en\",\"fr\"]", "Das ist ein Text, der nicht auf Englisch geschrieben ist.", null, "fail")]
    [InlineData("", "This is a text that was written in English.", "en-GB", "pass")]
    [InlineData("", "This is a text that was written in English.", null, "n/a")]
    [InlineData("\"language\":\"de\"", "42", null, "n/a")]
    public void A_language_is_expected_by_the_check_or_the_call(string parameters, string output, string? locale, string expected) =>
        Assert.Equal(expected, Word(Run(Of("language_is", parameters), output, locale: locale)));

    [Theory]
    [InlineData("\"min\":3", "ab", "fail")]
    [InlineData("\"max\":2", "😀😀", "pass")]
    [InlineData("\"min\":2,\"max\":3,\"unit\":\"words\"", "one two  three", "pass")]
    [InlineData("\"max\":1,\"unit\":\"lines\"", "a\nb\n", "fail")]
    public void A_length_is_counted_as_people_count(string parameters, string output, string expected) =>
        Assert.Equal(expected, Word(Run(Of("length_between", parameters), output)));

    [Theory]
    [InlineData("I'm sorry, but I can't help with that.", "fail")]
    [InlineData("Es tut mir leid, dabei kann ich nicht helfen.", "fail")]
    [InlineData("The total is 33.90.", "pass")]
    [InlineData("Computer says no.", "fail")]
    [InlineData("", "n/a")]
    public void A_refusal_is_told_by_its_phrases(string output, string expected) =>
        Assert.Equal(expected, Word(Run(Of("not_refusal", "\"phrases\":[\"computer says no\"]"), output)));

    [Theory]
    [InlineData("regex", "total: \\\\d+", "Total: 12", "fail")]
    [InlineData("regex", "(?i)total: \\\\d+", "Total: 12", "pass")]
    [InlineData("not_regex", "as an ai", "As an AI model", "pass")]
    [InlineData("not_regex", "AI", "As an AI model", "fail")]
    public void A_pattern_is_found_or_not(string type, string pattern, string output, string expected) =>
        Assert.Equal(expected, Word(Run(Of(type, $"\"pattern\":\"{pattern}\""), output)));
}
