using LlmMonitor.Core.Calls;
using Xunit;

namespace LlmMonitor.Core.Tests.Calls;

public class CallPackTests
{
    [Fact]
    public void What_checks_found_and_the_output_statistics_come_back_as_they_were_kept()
    {
        var call = Plant.Call("a") with
        {
            Shape = new byte[] { 1, 2, 3 },
            PromptShape = new byte[] { 4 },
            SourceDates = DateOrder.DayFirst,
            PromptHash = ulong.MaxValue - 3,
            Checks =
            [
                new CheckResult("dates", "dates_grounded", CheckOutcome.Fail, "Output says 2024-05-03, the source 05/03/2024."),
                new CheckResult("schema", "json_schema", CheckOutcome.Pass, null),
            ],
        };

        var back = CallPack.Unpack(CallPack.Pack(call));

        Assert.Equal(call.Shape.Value.ToArray(), back.Shape!.Value.ToArray());
        Assert.Equal(call.PromptShape.Value.ToArray(), back.PromptShape!.Value.ToArray());
        Assert.Equal(call.Checks, back.Checks);
        Assert.Equal((DateOrder.DayFirst, ulong.MaxValue - 3), (back.SourceDates, back.PromptHash));
    }

    [Fact]
    public void A_call_without_an_output_has_no_statistics_rather_than_empty_ones() =>
        Assert.Equal(Plant.Call("a"), CallPack.Unpack(CallPack.Pack(Plant.Call("a"))));

    [Fact]
    public void A_call_packed_before_outputs_were_looked_at_is_read_without_them()
    {
        var packed = CallPack.Pack(Plant.Call("a"));
        // The second version ends with what is known of the output: four bytes where nothing is.
        byte[] first = [1, .. packed.AsSpan(1, packed.Length - 5)];

        var back = CallPack.Unpack(first);

        Assert.Equal(Plant.Call("a"), back);
        Assert.Null(back.Shape);
    }

    [Fact]
    public void Bytes_of_a_later_version_are_refused_by_name() =>
        Assert.Contains("newer", Assert.Throws<FormatException>(() => CallPack.Unpack([200])).Message, StringComparison.Ordinal);
}
