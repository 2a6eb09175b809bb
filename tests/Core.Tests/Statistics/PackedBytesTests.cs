using FsCheck.Xunit;
using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics;

public class PackedBytesTests
{
    [Property(MaxTest = 300)]
    public bool Everything_comes_back_as_it_was(long number, ulong high, ulong low, double real, string? text, byte[] bytes, bool flag)
    {
        var wide = new Int128(high, low);
        var (count, valid) = (number & long.MaxValue, text is null || text.All(char.IsAscii) ? text : "höchst gültig ✓ 🎈");
        var packed = new PackedWriter()
            .Number(number)
            .Wide(wide)
            .Real(real)
            .Text(valid)
            .Bytes(bytes)
            .Flag(flag)
            .Count(count)
            .Byte(7)
            .ToArray();
        var reader = new PackedReader(packed, "a test");
        var same =
            reader.Number() == number
            && reader.Wide() == wide
            && reader.Real().Equals(real)
            && reader.TextOrNull() == valid
            && reader.Bytes().SequenceEqual(bytes)
            && reader.Flag() == flag
            && reader.Count() == count
            && reader.Byte() == 7;
        reader.End();
        return same;
    }

    public static TheoryData<string, string> Integers { get; } =
        new()
        {
            { "0", "00" },
            { "-1", "01" },
            { "63", "7E" },
            { "-64", "7F" },
            { "64", "8001" },
            { "9223372036854775807", "FEFFFFFFFFFFFFFFFF01" },
            { "-9223372036854775808", "FFFFFFFFFFFFFFFFFF01" },
            { "170141183460469231731687303715884105727", "FEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF03" },
            { "-170141183460469231731687303715884105728", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF03" },
        };

    [Theory]
    [MemberData(nameof(Integers))]
    public void An_integer_takes_the_bytes_that_it_needs_whatever_its_width(string number, string hex)
    {
        var value = Int128.Parse(number);
        Assert.Equal(hex, Convert.ToHexString(new PackedWriter().Wide(value).ToArray()));
        Assert.Equal(value, new PackedReader(Convert.FromHexString(hex), "a test").Wide());
        if (value >= long.MinValue && value <= long.MaxValue)
            Assert.Equal(hex, Convert.ToHexString(new PackedWriter().Number((long)value).ToArray()));
    }

    [Fact]
    public void An_empty_text_is_not_null()
    {
        var reader = new PackedReader(new PackedWriter().Text("").Text(null).ToArray(), "a test");
        Assert.Equal("", reader.TextOrNull());
        Assert.Null(reader.TextOrNull());
    }

    [Theory]
    [InlineData("80", "number")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF", "number")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F", "wide")]
    [InlineData("05616263", "text")] // says four bytes, brings three
    [InlineData("FFFFFFFFFFFFFFFFFF01", "text")] // says more than memory holds
    [InlineData("03C328", "text")] // not UTF-8
    [InlineData("00", "text")] // null where a text must stand
    [InlineData("02AA", "bytes")]
    [InlineData("00000000000000", "real")]
    [InlineData("02", "flag")]
    public void Broken_bytes_are_refused_with_a_sentence(string hex, string kind)
    {
        var error = Assert.Throws<FormatException>(() =>
        {
            var reader = new PackedReader(Convert.FromHexString(hex), "a test row");
            _ = kind switch
            {
                "number" => reader.Number(),
                "wide" => (long)reader.Wide(),
                "text" => reader.Text().Length,
                "bytes" => reader.Bytes().Length,
                "real" => (long)reader.Real(),
                _ => reader.Flag() ? 1 : 0,
            };
        });
        Assert.StartsWith($"These {hex.Length / 2} bytes are not a test row: ", error.Message);
    }

    [Fact]
    public void A_negative_count_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new PackedWriter().Count(-1));
}
