using FsCheck.Xunit;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;
using Xunit;
using static LlmMonitor.Core.Tests.Checks.Checking;

namespace LlmMonitor.Core.Tests.Checks;

public class CheckRulesTests
{
    private const string All = """
        [{"name":"1","type":"dates_grounded"},{"name":"2","type":"numbers_grounded"},{"name":"3","type":"amounts_grounded"},{"name":"4","type":"quotes_grounded"},
         {"name":"5","type":"citations_resolve"},{"name":"6","type":"json_schema","schema":{"type":"object"}},{"name":"7","type":"enum_in","values":["a"]},
         {"name":"8","type":"regex","pattern":"a+"},{"name":"9","type":"not_regex","pattern":"(a|b)*c"},{"name":"10","type":"language_is","language":"en"},
         {"name":"11","type":"length_between","max":10},{"name":"12","type":"not_refusal"}]
        """;

    private static readonly string[] Pieces =
    [
        "05/03/2024",
        "2024-05-03",
        "3 May",
        "25.12.",
        "O5-l2-18",
        "年",
        "3月",
        "$",
        "1,234.56",
        "1.2",
        " million",
        "[1]",
        "【",
        "“",
        "”",
        "\"",
        "„",
        "> ",
        "\n\n",
        "\n",
        "{",
        "}",
        "```",
        "e.g. ",
        "\ud800",
        "é",
        "٠",
        "may ",
        "MM/DD/YYYY",
        "%",
        "'",
        "99999999999999999999",
        "/",
        "-",
        ".",
        ",",
        " ",
        "RM",
        "RM1",
        "…",
    ];

    [Theory]
    [InlineData("""[{"name":"a","type":"dates"}]""", "0 type")]
    [InlineData("""[{"type":"not_refusal"},{"name":"a b","type":"not_refusal"}]""", "0 name, 1 name")]
    [InlineData("""[{"name":"a","type":"not_refusal"},{"name":"a","type":"not_refusal"}]""", "1 name")]
    [InlineData("""[{"name":"a","type":"regex","pattern":"(a"}]""", "0 pattern")]
    [InlineData("""[{"name":"a","type":"regex","pattern":"(?=a)"}]""", "0 pattern")]
    [InlineData("""[{"name":"a","type":"regex","pattern":"(a{1000}){1000}"}]""", "0 pattern")]
    [InlineData("""[{"name":"a","type":"regex"}]""", "0 pattern")]
    [InlineData("""[{"name":"a","type":"not_refusal","phrase":["x"]}]""", "0 phrase")]
    [InlineData("""[{"name":"a","type":"length_between"}]""", "0 min")]
    [InlineData("""[{"name":"a","type":"length_between","min":3,"max":2}]""", "0 max")]
    [InlineData("""[{"name":"a","type":"language_is","language":"xx"}]""", "0 language")]
    [InlineData("""[{"name":"a","type":"enum_in","values":[]}]""", "0 values")]
    [InlineData(
        """[{"name":"a","type":"json_schema","schema":{"type":"thing","properties":{"x":{"minimum":"1"}}}}]""",
        "0 schema/type, 0 schema/properties/x/minimum"
    )]
    [InlineData("""[{"name":"a","type":"json_schema","schema":{"$ref":"https://example.com/s.json"}}]""", "0 schema/$ref")]
    [InlineData("""[{"name":"a","type":"json_schema","schema":{"unevaluatedProperties":false}}]""", "0 schema/unevaluatedProperties")]
    [InlineData("""[{"name":"\ud800","type":"not_refusal"}]""", "0 ")]
    [InlineData("[1]", "0 ")]
    [InlineData("{}", " checks")]
    public void Every_fault_of_a_list_is_named_by_its_place(string checks, string faults) =>
        Assert.Equal(faults, string.Join(", ", Read(checks).Faults.Select(fault => $"{fault.Index} {fault.Field}")));

    [Property(MaxTest = 2000)]
    public void Nothing_in_a_text_makes_a_check_throw(byte[] output, byte[] source)
    {
        var (text, context) = (Text(output), Text(source));
        var results = Read(All)
            .Checks.Evaluate(new CheckSubject([new("user", Text(source.Reverse()))], text, [new("d1", context)], "en-GB"));
        Assert.Equal(12, results.Count);
        Assert.All(
            results,
            result =>
                Assert.True(result.Outcome != CheckOutcome.Fail || result.Detail is { Length: > 0 and <= CheckRules.DetailCharacters })
        );
    }

    [Property(MaxTest = 500)]
    public void Nothing_that_FsCheck_writes_makes_a_check_throw(string? output, string? source) =>
        Assert.Equal(12, Read(All).Checks.Evaluate(new CheckSubject([], output ?? "", [new(null, source ?? "")])).Count);

    [Theory]
    [InlineData("“")]
    [InlineData("\"a b c d e \"")]
    [InlineData("1/2/2024 ")]
    [InlineData("[99] ")]
    [InlineData("1,")]
    [InlineData("12.")]
    [InlineData("$5 ")]
    [InlineData("May ")]
    [InlineData("O1/")]
    [InlineData("1年")]
    [InlineData("[[")]
    public void A_long_text_of_anything_is_done_in_linear_time(string piece)
    {
        // What is quadratic would take very long here.
        var text = string.Concat(Enumerable.Repeat(piece, 150_000 / piece.Length));
        Assert.Equal(12, Read(All).Checks.Evaluate(new CheckSubject([], text, [new(null, text[1..] + "x")])).Count);
    }

    private static string Text(IEnumerable<byte> choices) => string.Concat(choices.Select(choice => Pieces[choice % Pieces.Length]));
}
