using System.Text.Json;
using LlmMonitor.Functions.Host;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host;

public sealed class InvocationEnvelopeTests
{
    private const string Message = """{"id":1,"note":"h\"i"}""";

    [Theory]
    [InlineData(Message)]
    [InlineData("plain words")]
    [InlineData("\"words in quotes\"")]
    [InlineData("")]
    public void A_text_that_was_encoded_twice_comes_out_as_it_was_sent(string text) =>
        Assert.Equal(text, Decode(new { Data = new { item = JsonSerializer.Serialize(text) } }).Text);

    [Theory]
    [InlineData(Message)]
    [InlineData("plain words")]
    [InlineData("\"half a quote")]
    [InlineData("\"")]
    public void A_text_that_was_encoded_once_comes_out_as_it_was_sent(string text) =>
        Assert.Equal(text, Decode(new { Data = new { item = text } }).Text);

    [Fact]
    public void What_the_host_was_seen_to_send_is_read()
    {
        var invocation = Decode(
            """
            {"Data":{"item":"\"{\\\"id\\\":1,\\\"note\\\":\\\"h\\\\\\\"i\\\"}\""},
             "Metadata":{"DequeueCount":"3","ExpirationTime":"2026-11-30T06:46:27+00:00","Id":"\"1\"","InsertionTime":"2026-11-23T06:46:27+00:00",
               "NextVisibleTime":"2026-11-23T06:56:28+00:00","PopReceipt":"\"MjNOb3Y...\"","sys":{"MethodName":"work","UtcNow":"...","RandGuid":"..."},"note":"\"h\\\"i\""}}
            """
        );
        Assert.Equal(new Invocation("Work", Message, DequeueCount: 3), invocation);
    }

    [Theory]
    [InlineData("\"3\"", 3)]
    [InlineData("3", 3)]
    [InlineData("\"\\\"3\\\"\"", 3)]
    [InlineData("\"many\"", 1)]
    [InlineData("-4", 1)]
    [InlineData("99999999999", 1)]
    [InlineData("{\"a\":1}", 1)]
    [InlineData("null", 1)]
    public void A_dequeue_count_that_a_message_property_replaced_breaks_nothing(string json, int expected) =>
        Assert.Equal(expected, Decode($$$"""{"Data":{"item":"x"},"Metadata":{"DequeueCount":{{{json}}}}}""").DequeueCount);

    [Theory]
    [InlineData("""{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""", false)]
    [InlineData("""{"ScheduleStatus":{"Last":"2026-11-23T06:00:00Z","Next":"2026-11-23T07:00:00Z"},"IsPastDue":true}""", true)]
    [InlineData("{}", false)]
    public void A_timer_is_an_object_and_has_no_text(string timer, bool late) =>
        Assert.Equal(new Invocation("Work", null, late), Decode($$$"""{"Data":{"timer":{{{timer}}}},"Metadata":{}}"""));

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Data":{}}""")]
    [InlineData("""{"Data":"item"}""")]
    [InlineData("""{"Data":{"item":7}}""")]
    public void What_is_no_envelope_is_refused_with_the_function_s_name(string json) =>
        Assert.Contains("Work", Assert.Throws<FormatException>(() => Decode(json)).Message, StringComparison.Ordinal);

    private static Invocation Decode(object envelope) => Decode(JsonSerializer.Serialize(envelope));

    private static Invocation Decode(string envelope)
    {
        using var json = JsonDocument.Parse(envelope);
        return InvocationEnvelope.Decode("Work", json.RootElement);
    }
}
