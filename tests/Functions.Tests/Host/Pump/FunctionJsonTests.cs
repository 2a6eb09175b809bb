using LlmMonitor.Functions.Host.Pump;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host.Pump;

public sealed class FunctionJsonTests
{
    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("{}", "0 triggers")]
    [InlineData(
        """{"bindings":[{"type":"queueTrigger","queueName":"a"},{"type":"timerTrigger","schedule":"* * * * * *"}]}""",
        "2 triggers"
    )]
    [InlineData("""{"bindings":[{"type":"queueTrigger"}]}""", "queueName")]
    [InlineData("""{"bindings":[{"type":"timerTrigger","schedule":"0 * * * *"}]}""", "six fields")]
    [InlineData("""{"bindings":[{"type":"timerTrigger"}]}""", "six fields")]
    [InlineData("""{"bindings":[{"type":"blobTrigger"}]}""", "blobTrigger is not served")]
    public void A_fault_is_a_sentence_that_names_the_file(string text, string says)
    {
        var fault = Assert.Throws<FormatException>(() => FunctionJson.Read("Work", text)).Message;
        Assert.Contains("Work/function.json", fault, StringComparison.Ordinal);
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }
}
