using FsCheck.Xunit;
using LlmMonitor.Core.Drift;
using Xunit;

namespace LlmMonitor.Core.Tests.Drift;

public class OutputShapeTests
{
    private static float Of(string name, string output, IReadOnlyList<string>? contexts = null, string? finishReason = null) =>
        OutputShape.Of(output, contexts, finishReason).Values[OutputShape.IndexOf(name)];

    [Theory]
    [InlineData("words", "It's a test, don't you think?", 6)]
    [InlineData("words", "东京塔", 3)]
    [InlineData("words", "😀 🎉", 0)]
    [InlineData("characters", "abc\n", 4)]
    [InlineData("lines", "a\n\nb\r\nc", 3)]
    [InlineData("paragraphs", "a\nb\n\nc\n\n\nd", 3)]
    [InlineData("mean_word_length", "ab abcd", 3)]
    [InlineData("type_token_ratio", "a b A b", 0.5)]
    [InlineData("words_per_sentence", "One two three. Four five? At www.site.org we read!", 3.67)]
    [InlineData("words_per_sentence", "It costs 12.50 now.", 5)]
    [InlineData("words_per_sentence", "# A title\nOne two three four", 3)]
    [InlineData("upper_case_share", "ABcd", 0.5)]
    [InlineData("stop_word_share", "the cat and the dog of his", 0.7143)]
    [InlineData("bullets", "- a\n* b\n• c\n-d\n--- e", 3)]
    [InlineData("numbered_items", "1. a\n2) b\n10. c\n3.5 d", 3)]
    [InlineData("headings", "# a\n### b\n#c\n```\n# code\n```", 2)]
    [InlineData("bold", "**a** and __b__", 2)]
    [InlineData("code_fences", "```py\nx\n```\ntext\n```\ny", 2)]
    [InlineData("inline_code", "use `a` or `b`", 2)]
    [InlineData("table_pipes", "|a|b|", 3)]
    [InlineData("colon_lines", "Steps:\n**Note:**\nas a:b", 2)]
    [InlineData("quotes", "“a” and \"b\"", 4)]
    [InlineData("hedges", "It might be that this is perhaps the case", 2)]
    [InlineData("first_person", "I think that we know what my dog is", 3)]
    [InlineData("second_person", "You and your dog are the best of all", 2)]
    [InlineData("iso_dates", "2025-03-04 and 2025/3/4 but not 2025-44-44", 2)]
    [InlineData("numeric_dates", "04/03/2025, 4.3.25 and 31-12-2024, not 45/45/2025 nor 1.2.3.4", 3)]
    [InlineData("text_dates", "4 March 2025, March 4th, le 3 mars, you may go, 3. März", 4)]
    [InlineData("money", "€5, $ 10.50, 20 € and 7 USD or EUR 12", 5)]
    [InlineData("percents", "5% and 7 %, but not %", 2)]
    [InlineData("numbers", "1,234.56 and 7 and 2025-03-04", 2)]
    [InlineData("json_valid", "{\"a\": [1, 2]}", 1)]
    [InlineData("json_valid", "```json\n{\"a\": 1}\n```", 1)]
    [InlineData("json_valid", "{\"a\": 1", 0)]
    [InlineData("json_like", "{\"a\": 1,}", 1)]
    [InlineData("json_like", "plain", 0)]
    [InlineData("latex", @"\frac{1}{2} and \( x \) at C:\Users or \n", 2)]
    [InlineData("ends_punctuated", "That is all.**", 1)]
    [InlineData("ends_punctuated", "That is all", 0)]
    [InlineData("citations", "As shown [1], [2, 3] and 【4†source】, [doc 5], not [x]", 5)]
    [InlineData("repetition", "a b c d a b c d a b c d", 0.5556)]
    [InlineData("empty", " \n ", 1)]
    public void A_statistic_counts_what_its_definition_says(string name, string output, float expected) =>
        Assert.Equal(expected, Of(name, output), 0.00006f);

    [Theory]
    [InlineData("I'm sorry, but I can't help with that.")]
    [InlineData("I’m sorry, but I can’t assist with that request.")]
    [InlineData("Dabei kann ich nicht helfen.")]
    [InlineData("Lo siento, pero no puedo ayudarte.")]
    [InlineData("我无法回答这个问题。")]
    public void A_refusal_is_seen_in_several_languages(string output) => Assert.Equal(1, Of("refusal", output));

    [Theory]
    [InlineData("I can't stress enough how good this is.")]
    [InlineData("The order could not be shipped.")]
    public void A_plain_negation_is_no_refusal(string output) => Assert.Equal(0, Of("refusal", output));

    [Fact]
    public void A_citation_resolves_where_a_context_has_its_number()
    {
        Assert.Equal(0.5f, Of("citations_resolved", "See [1] and [3].", ["one", "two"]));
        Assert.True(float.IsNaN(Of("citations_resolved", "See [1].")));
        Assert.True(float.IsNaN(Of("citations_resolved", "No mark.", ["one"])));
    }

    [Theory]
    [InlineData("Paris", "length", 1)]
    [InlineData("Paris", "MAX_TOKENS", 1)]
    [InlineData("This is a long last line of prose that goes on and on and then just", "stop", 0)]
    [InlineData("This is a long last line of prose that goes on and on and then just", null, 1)]
    [InlineData("```\ncode", null, 1)]
    [InlineData("Paris", null, 0)]
    public void Truncation_is_told_by_the_finish_reason_or_else_by_the_look(string output, string? finishReason, float expected) =>
        Assert.Equal(expected, Of("truncated", output, finishReason: finishReason));

    [Fact]
    public void Json_with_the_same_keys_is_of_one_class_whatever_their_order()
    {
        var one = Of("json_keys", """{"a": 1, "b": [{"c": 1}, {"c": 2}]}""");
        Assert.Equal(one, Of("json_keys", """{"b": [{"c": 5}], "a": null}"""));
        Assert.NotEqual(one, Of("json_keys", """{"b": [{"d": 5}], "a": null}"""));
        Assert.NotEqual(one, Of("json_keys", """{"b": [], "a": {"c": 5}}"""));
        Assert.Equal(0, Of("json_keys", "[1, 2]"));
    }

    [Fact]
    public void Openers_of_different_kinds_are_different_classes()
    {
        string[] openers =
        [
            "Sure, here it is",
            "I think so",
            "The cat",
            "# Title",
            "- item",
            "Sorry, no",
            "As an AI",
            "{\"a\":1}",
            "42",
            "Cats",
            "",
        ];
        Assert.Equal(openers.Length, openers.Select(opener => Of("opener", opener)).Distinct().Count());
        Assert.Equal(Of("opener", "Certainly!"), Of("opener", "Of course, gladly"));
    }

    [Property(MaxTest = 500)]
    public void Any_text_has_a_shape_that_packs_and_reads_back_the_same(string? text, string?[] contexts, string? finishReason)
    {
        var shape = OutputShape.Of(text ?? "", [.. contexts.Select(context => context ?? "")], finishReason);
        Assert.Equal(shape.Values, OutputShape.Unpack(shape.Pack()).Values);
    }

    [Theory]
    [InlineData("\uD800")]
    [InlineData("a\uDC00b \uD83D")]
    [InlineData("{\"\uD800\": 1}")]
    [InlineData("\0\u0001\uFFFF")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]")]
    public void Ill_formed_text_has_a_shape(string text) =>
        Assert.All(OutputShape.Of(text).Values.Where(value => !float.IsNaN(value)), value => Assert.InRange(value, 0, 70_000));

    [Theory]
    [InlineData("word ")]
    [InlineData("[")]
    [InlineData("1.")]
    [InlineData("\n")]
    [InlineData("**`|")]
    [InlineData("漢")]
    [InlineData("{\"a\":")]
    [InlineData("\uD83D\uDE00")]
    public void A_megabyte_has_a_shape_of_few_bytes(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 1024 * 1024 / part.Length));
        Assert.InRange(OutputShape.Of(text).Pack().Length, 40, 120);
    }

    [Fact]
    public void An_ordinary_answer_packs_into_few_bytes()
    {
        var text = string.Concat(Enumerable.Repeat("## Title\n\n- The order of **3 May 2025** came to €12.50 (see [1]).\n\n", 60));
        Assert.InRange(OutputShape.Of(text, ["one"]).Pack().Length, 46, 90);
    }

    [Fact]
    public void A_shape_of_a_newer_version_is_refused_with_a_sentence()
    {
        var packed = OutputShape.Of("text").Pack();
        packed[0] = 9;
        Assert.Contains("version 9", Assert.Throws<FormatException>(() => OutputShape.Unpack(packed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_statistics_says_what_the_code_says()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/reference/output-statistics.md"));
        var rows = OutputShape.Statistics.Select(one => $"| `{one.Name}` | {one.Kind.ToString().ToLowerInvariant()} | {one.Definition} |");
        Assert.Contains(string.Join('\n', rows), page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- A **word** on 3 May cost €5 [1].\n")]
    [InlineData("{\"key\": [1, 2]}, ")]
    [InlineData("漢字かな交じり文。")]
    public void Memory_does_not_grow_with_the_text(string part)
    {
        // The least of ten: a collection in between counts the rest of the thread's 8 KB of room as allocated.
        long Allocated(int copies)
        {
            var text = string.Concat(Enumerable.Repeat(part, copies));
            OutputShape.Of(text);
            return Enumerable
                .Range(0, 10)
                .Min(_ =>
                {
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    OutputShape.Of(text);
                    return GC.GetAllocatedBytesForCurrentThread() - before;
                });
        }
        Assert.InRange(Allocated(10_000), 0, Allocated(100) + 2000);
    }

    [Fact]
    public void Names_are_snake_case_and_unique()
    {
        var names = OutputShape.Statistics.Select(statistic => statistic.Name).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[a-z]+(_[a-z]+)*$", name));
        Assert.All(OutputShape.Statistics, statistic => Assert.EndsWith(".", statistic.Definition, StringComparison.Ordinal));
    }
}
