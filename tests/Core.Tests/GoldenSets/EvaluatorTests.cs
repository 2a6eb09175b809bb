using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.GoldenSets;
using Xunit;

namespace LlmMonitor.Core.Tests.GoldenSets;

public sealed class EvaluatorTests
{
    private static readonly CallContext[] Receipt =
    [
        new("doc-1", "Invoice of 03/04/2024. Total 1,250.00 GBP. The warranty does not cover water damage."),
    ];

    [Theory]
    [InlineData("The invoice is of 3 April 2024.", 1.0)]
    [InlineData("The invoice is of 2024-04-03.", 1.0)]
    [InlineData("The invoice is of 2024-03-04.", 0.0)] // E1: swapped
    [InlineData("The invoice is of 4 March 2024.", 0.0)]
    [InlineData("The invoice is of 7 May 2024.", 0.0)]
    public void A_swapped_date_scores_0_even_where_the_judge_misses_it(string answer, double score)
    {
        JudgedClaim[] missed =
        [
            new(answer, "Invoice of 03/04/2024", ClaimStand.Supported),
            new("It is an invoice.", "Invoice", ClaimStand.Supported),
        ];
        Assert.Equal(score, FaithfulnessRules.Score("When was it bought?", answer, Receipt, missed, "en-GB").Score);
    }

    [Fact]
    public void A_number_that_no_passage_has_counts_against_the_answer()
    {
        const string answer = "The total is 1,520.00 GBP.";
        var (score, notes) = FaithfulnessRules.Score(
            "What is the total?",
            answer,
            Receipt,
            [new(answer, "Total", ClaimStand.Supported)],
            "en-GB"
        );
        Assert.Equal(0.5, score);
        Assert.Contains("1,520.00", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_contradicted_claim_scores_0_among_right_ones() // E1: a negation
    {
        JudgedClaim[] claims =
        [
            new("The invoice has a total.", "Total", ClaimStand.Supported),
            new("There is a warranty.", "warranty", ClaimStand.Supported),
            new("The warranty covers water damage.", "does not cover water damage", ClaimStand.Contradicted),
        ];
        Assert.Equal(0, FaithfulnessRules.Score("Is water covered?", "The warranty covers water damage.", Receipt, claims, null).Score);
    }

    [Fact]
    public void An_answer_without_a_claim_has_no_score() =>
        Assert.Null(FaithfulnessRules.Score("When?", "I do not know.", Receipt, [], null).Score);

    [Theory]
    [InlineData("Paris", "paris.", 1)]
    [InlineData("**Paris**", "Paris", 1)]
    [InlineData("Paris, France", "Paris", 0)]
    [InlineData("It was on 3 April 2024.", "2024-04-03", 1)]
    [InlineData("It was on 4 March 2024.", "2024-04-03", 0)]
    [InlineData("About 1,250.00 pounds", "1250", 1)]
    [InlineData("-5", "5", 0)]
    [InlineData("", "Paris", 0)]
    public void Answers_match_by_what_they_say(string answer, string expected, double score) =>
        Assert.Equal(score, AnswerMatch.Match(answer, expected, "en-GB"));

    [Theory]
    [InlineData("the cat sat", "the cat sat", 1)]
    [InlineData("the cat", "the cat sat", 0.8)]
    [InlineData("the the the", "the cat sat", 1 / 3.0)]
    [InlineData("dog", "cat", 0)]
    [InlineData("", "", 1)]
    public void Token_F1_counts_words_as_often_as_both_have_them(string answer, string expected, double score) =>
        Assert.Equal(score, AnswerMatch.TokenF1(answer, expected), 12);

    [Theory]
    [InlineData("""{"date":"03/04/2024","total":1250.0,"items":["a","b"]}""", 1)]
    [InlineData("""```json {"date":"2024-04-03","total":"1,250.00","items":["A","b"]} ```""", 1)]
    [InlineData("""{"date":"2024-03-04","total":1250,"items":["a","b"]}""", 0.75)]
    [InlineData("""{"date":"2024-04-03","items":["a"]}""", 0.5)]
    [InlineData("no JSON", 0)]
    public void Fields_are_equal_by_what_they_mean(string answer, double score) =>
        Assert.Equal(
            score,
            FieldEquality.Score(answer, JsonElement.Parse("""{"date":"2024-04-03","total":1250,"items":["a","b"]}"""), "en-GB").Score
        );

    [Fact]
    public void Retrieval_is_judged_by_ids_apart_from_the_answer()
    {
        CallContext[] wanted = [new("a", "…"), new("b", "…")];
        Assert.Equal((0.5, 1 / 3.0), Retrieval.Score(wanted, [new("a", "…"), new("x", "…"), new("y", "…")]));
        Assert.Equal((0.0, null), Retrieval.Score(wanted, []));
        Assert.Equal((null, null), Retrieval.Score(wanted, null));
        Assert.Equal((null, null), Retrieval.Score([new(null, "…")], [new("a", "…")]));
    }

    [Fact]
    public void Examples_come_from_CSV_and_from_JSON_lines()
    {
        var faults = new List<CallFault>();
        var csv = GoldenImport.Csv(
            "id,question,contexts,expected\r\nq1,\"When, exactly?\",\"[{\"\"id\"\":\"\"d\"\",\"\"text\"\":\"\"On 3 April\"\"}]\",2024-04-03\r\nq2,\"Two\nlines\",plain text,\"{\"\"a\"\":1}\"\r\n",
            faults
        );
        Assert.Empty(faults);
        Assert.Equal(["When, exactly?", "Two\nlines"], csv.Select(example => example.Question));
        Assert.Equal(("d", "plain text"), (csv[0].Contexts[0].Id, csv[1].Contexts[0].Text));
        Assert.Equal((JsonValueKind.String, JsonValueKind.Object), (csv[0].Expected!.Value.ValueKind, csv[1].Expected!.Value.ValueKind));
        Assert.Equal("q", Assert.Single(GoldenImport.Lines("{\"id\":\"q\",\"question\":\"?\"}\n\n", faults)).Id);
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("id,answer\n1,2\n", "line 1")]
    [InlineData("question\n\"open\n", "record")]
    [InlineData("id,question\n1\n", "record 2")]
    [InlineData("id,question\n1,a\n1,b\n", "examples[1].id")]
    public void Faults_of_a_file_are_named_by_their_place(string csv, string place)
    {
        var faults = new List<CallFault>();
        GoldenImport.Csv(csv, faults);
        Assert.StartsWith(place, faults[0].Field, StringComparison.Ordinal);
    }
}
