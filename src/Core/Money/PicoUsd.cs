using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmMonitor.Core.Money;

/// <summary>
/// Money as a whole number of pico-dollars (10⁻¹² USD), so that sums are exact and the same in any order. 128 bits: no total overflows.
/// A price of one token is a whole number of pico-dollars down to six decimals per million tokens; what is finer is rounded half to even, once, per call.
/// </summary>
[JsonConverter(typeof(PicoUsdJson))]
public readonly record struct PicoUsd(Int128 Pico) : IComparable<PicoUsd>
{
    public static PicoUsd Zero { get; }

    /// <exception cref="OverflowException">Beyond ±10¹⁶ USD.</exception>
    public static PicoUsd FromUsd(decimal usd)
    {
        var whole = decimal.Truncate(usd);
        var fraction = decimal.Round((usd - whole) * 1_000_000_000_000m, 0, MidpointRounding.ToEven);
        return new((Int128)whole * 1_000_000_000_000 + (Int128)fraction);
    }

    public static PicoUsd Parse(string text) => FromUsd(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));

    public static PicoUsd operator +(PicoUsd left, PicoUsd right) => new(left.Pico + right.Pico);

    public static PicoUsd operator -(PicoUsd left, PicoUsd right) => new(left.Pico - right.Pico);

    public static bool operator <(PicoUsd left, PicoUsd right) => left.Pico < right.Pico;

    public static bool operator >(PicoUsd left, PicoUsd right) => left.Pico > right.Pico;

    public static bool operator <=(PicoUsd left, PicoUsd right) => left.Pico <= right.Pico;

    public static bool operator >=(PicoUsd left, PicoUsd right) => left.Pico >= right.Pico;

    public static PicoUsd Add(PicoUsd left, PicoUsd right) => left + right;

    public static PicoUsd Subtract(PicoUsd left, PicoUsd right) => left - right;

    public int CompareTo(PicoUsd other) => Pico.CompareTo(other.Pico);

    public decimal ToDecimal() => (decimal)(Pico / 1_000_000_000_000) + (decimal)(Pico % 1_000_000_000_000) / 1_000_000_000_000m;

    /// <summary>A plain decimal without exponent or trailing zeros: <c>0.00000075</c>.</summary>
    public override string ToString()
    {
        var magnitude = Int128.Abs(Pico);
        var whole = (magnitude / 1_000_000_000_000).ToString(CultureInfo.InvariantCulture);
        var fraction = ((long)(magnitude % 1_000_000_000_000)).ToString("D12", CultureInfo.InvariantCulture).TrimEnd('0');
        return (Pico < 0 ? "-" : "") + whole + (fraction.Length == 0 ? "" : "." + fraction);
    }
}

/// <summary>A decimal string in JSON, never a float.</summary>
internal sealed class PicoUsdJson : JsonConverter<PicoUsd>
{
    public override PicoUsd Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PicoUsd.Parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, PicoUsd value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
