using FsCheck.Xunit;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Privacy;
using Xunit;

namespace LlmMonitor.Core.Tests.Privacy;

public class RedactorTests
{
    private static readonly string[] Pieces =
    [
        .. "anna@example.com|+49 30 23125 000|(202) 555-0143|4111 1111 1111 1111|4111111111111111|DE89 3704 0044 0532 0130 00|219-10-9876".Split(
            '|'
        ),
        .. "password=|hunter2|2026-11-23|03/04/2026|1.234,56|0|12|030|1234567|[|]|[email]|@|:|=|\"|'|\\n|-|.|/|(|)|+| |  |\n|a|é|🎈|eyJ|sk-|Bearer ".Split(
            '|'
        ),
        .. "-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----|secret|phone: |44051401359|85.07.30-033.28|://|user:|%|€|\ud83c".Split(
            '|'
        ),
    ];

    [Property(MaxTest = 3000)]
    public bool Redacting_twice_is_redacting_once(byte[] choices)
    {
        var once = Redactor.Redact(string.Concat(choices.Select(choice => Pieces[choice % Pieces.Length])));
        return Redactor.Redact(once) == once;
    }

    [Theory]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("a.")]
    [InlineData("x@a.")]
    [InlineData("1")]
    [InlineData("1 ")]
    [InlineData("12-")]
    [InlineData("+1")]
    [InlineData("(030) ")]
    [InlineData("1.1.11")]
    [InlineData("DE89 ")]
    [InlineData("sk-")]
    [InlineData("sk-a1")]
    [InlineData("eyJ.")]
    [InlineData("sig=")]
    [InlineData("Bearer ")]
    [InlineData("password=")]
    [InlineData("password=\"")]
    [InlineData("://")]
    [InlineData("://a:")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("-----BEGIN ")]
    [InlineData("[")]
    [InlineData("[secret:")]
    [InlineData("[email]")]
    [InlineData("anna@example.com ")]
    [InlineData("\ud83c")]
    public void Half_a_megabyte_of_any_beginning_is_read_in_linear_time(string piece)
    {
        // What is quadratic would take hours here.
        var text = string.Concat(Enumerable.Repeat(piece, 500_000 / piece.Length));
        Assert.NotNull(Redactor.Redact(text));
        Assert.NotNull(Redactor.Redact(text + "x"));
    }

    [Fact]
    public void All_texts_of_a_call_are_redacted_and_its_ids_stay()
    {
        var texts = new CallTexts(
            [new CallMessage("system", "Be kind."), new CallMessage("user", "I am anna@example.com")],
            "Call 202-555-0143 on 2026-11-23.",
            [new CallContext("doc-4111111111111111", "pay to DE89370400440532013000")],
            [new ToolCall("send_mail", "{\"to\":\"anna@example.com\",\"on\":\"03/04/2026\"}")]
        )
        {
            Truncated = true,
        };

        var redacted = TextRedaction.Redact(texts);

        Assert.Equal(["Be kind.", "I am [email]"], redacted.Prompt.Select(message => message.Content));
        Assert.Equal(["system", "user"], redacted.Prompt.Select(message => message.Role));
        Assert.Equal("Call [phone] on 2026-11-23.", redacted.Response);
        Assert.Equal(new CallContext("doc-4111111111111111", "pay to [iban]"), Assert.Single(redacted.Contexts));
        Assert.Equal(new ToolCall("send_mail", "{\"to\":\"[email]\",\"on\":\"03/04/2026\"}"), Assert.Single(redacted.ToolCalls));
        Assert.True(redacted.Truncated);
    }

    [Fact]
    public void A_call_without_texts_stays_without() => Assert.True(TextRedaction.Redact(new CallTexts([], null, [], [])).IsEmpty);

    [Fact]
    public void A_text_in_which_nothing_is_found_is_the_same_object()
    {
        var text = "Nothing to see on 2026-11-23.";
        Assert.Same(text, Redactor.Redact(text));
    }
}
