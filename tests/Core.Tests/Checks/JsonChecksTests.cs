using Xunit;
using static LlmMonitor.Core.Tests.Checks.Checking;

namespace LlmMonitor.Core.Tests.Checks;

public class JsonChecksTests
{
    private const string Invoice = """
        {"type":"object","required":["total","items"],"additionalProperties":false,
         "properties":{"total":{"type":"number","minimum":0},"date":{"type":"string","format":"date"},"currency":{"enum":["EUR","USD"]},
          "items":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/item"}}},
         "$defs":{"item":{"type":"object","properties":{"name":{"type":"string","minLength":1,"pattern":"^[a-z]+$"},"parts":{"type":"array","items":{"$ref":"#/$defs/item"}}},"required":["name"]}}}
        """;

    [Theory]
    [InlineData("""{"total":1,"items":[{"name":"a"}]}""", null)]
    [InlineData("""{"total":1.5,"date":"2024-02-29","currency":"EUR","items":[{"name":"a","parts":[{"name":"b"}]}]}""", null)]
    [InlineData("""{"total":-1,"items":[{"name":"a"}]}""", "output/total is -1, below 0")]
    [InlineData("""{"total":1}""", "output has no items")]
    [InlineData("""{"total":1,"items":[]}""", "output/items has 0 items, not 1 to any")]
    [InlineData("""{"total":"1","items":[{"name":"a"}]}""", "output/total is \"1\", not number")]
    [InlineData("""{"total":1,"items":[{"name":"a"}],"x":1}""", "output/x is not allowed")]
    [InlineData("""{"total":1,"date":"05/03/2024","items":[{"name":"a"}]}""", "output/date is \"05/03/2024\", which is no date")]
    [InlineData(
        """{"total":1,"items":[{"name":"a","parts":[{"name":"B"}]}]}""",
        "output/items/0/parts/0/name is \"B\", which does not match ^[a-z]+$"
    )]
    [InlineData("""{"total":1,"currency":"GBP","items":[{"name":"a"}]}""", "output/currency is \"GBP\", not one of \"EUR\", \"USD\"")]
    [InlineData("""{"total":1,"items":[""", "output is no JSON from line 1, byte 21 on: \"{\"total\":1,\"items\":[\"")]
    [InlineData(
        "```json\n{\"total\":1,\"items\":[{\"name\":\"a\"}]}\n```",
        "output is in a code fence, not bare JSON (allow_fence lets it be)"
    )]
    public void A_schema_names_the_place_of_the_fault(string output, string? detail) =>
        Assert.Equal(detail, Run(Of("json_schema", $"\"schema\":{Invoice}"), output).Detail);

    [Theory]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number","minimum":5}]}""", "3", "pass")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number","minimum":5}]}""", "7", "fail")]
    [InlineData("""{"anyOf":[{"type":"string"},{"const":null}]}""", "null", "pass")]
    [InlineData("""{"not":{"type":"string"}}""", "\"a\"", "fail")]
    [InlineData("""{"if":{"properties":{"a":{"const":1}}},"then":{"required":["b"]},"else":{"required":["c"]}}""", """{"a":1}""", "fail")]
    [InlineData(
        """{"if":{"properties":{"a":{"const":1}}},"then":{"required":["b"]},"else":{"required":["c"]}}""",
        """{"a":2,"c":0}""",
        "pass"
    )]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", """["a",1]""", "fail")]
    [InlineData("""{"uniqueItems":true,"contains":{"const":2}}""", "[1,2]", "pass")]
    [InlineData("""{"type":"integer"}""", "1.0", "pass")]
    [InlineData("""{"multipleOf":0.1}""", "0.3", "pass")]
    [InlineData("""{"$ref":"#"}""", "1", "fail")]
    [InlineData("false", "1", "fail")]
    public void Conditions_hold_as_the_draft_says(string schema, string output, string expected) =>
        Assert.Equal(expected, Word(Run(Of("json_schema", $"\"schema\":{schema}"), output)));

    [Theory]
    [InlineData("", "Approved.", "pass")]
    [InlineData("", "approved", "pass")]
    [InlineData("\"match_case\":true", "approved", "fail")]
    [InlineData("", "perhaps", "fail")]
    [InlineData("\"field\":\"a.state\"", """{"a":{"state":"denied"}}""", "pass")]
    [InlineData("\"field\":\"a.state\"", "```\n{\"a\":{\"state\":[\"denied\",\"maybe\"]}}\n```", "fail")]
    [InlineData("\"field\":\"a.state\"", """{"a":{}}""", "fail")]
    public void A_value_is_one_of_a_list(string parameters, string output, string expected) =>
        Assert.Equal(
            expected,
            Word(Run(Of("enum_in", $"\"values\":[\"Approved\",\"Denied\"]{(parameters == "" ? "" : "," + parameters)}"), output))
        );
}
