using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Reports;

/// <summary>Money for people. The exact figures stay in the JSON.</summary>
public static class UsdText
{
    /// <summary>
    /// <c>$1,234.50</c>; under ten cents two significant digits, so that a cheap model does not look free: <c>$0.05</c>, <c>$0.0042</c>.
    /// </summary>
    public static string Of(PicoUsd amount) =>
        amount < PicoUsd.Zero ? "-" + OfMagnitude(-amount.ToDecimal()) : OfMagnitude(amount.ToDecimal());

    /// <summary>With its sign, for a difference: <c>+$1.20</c>, <c>-$0.30</c>.</summary>
    public static string WithSign(PicoUsd amount) => amount > PicoUsd.Zero ? "+" + Of(amount) : Of(amount);

    /// <summary><c>38%</c>; under one percent <c>&lt;1%</c>, because 0% is said of nothing only.</summary>
    public static string Percent(double ratio) => ratio is > 0 and < 0.01 ? "<1%" : ratio.ToString("#,0%");

    private static string OfMagnitude(decimal usd) =>
        usd is 0 or >= 0.1m ? usd.ToString("$#,0.00") : Math.Round(usd, SecondSignificantDigit(usd)).ToString("$0.00##########");

    private static int SecondSignificantDigit(decimal usd)
    {
        var places = 2;
        for (var scaled = usd * 10; scaled < 1; scaled *= 10)
            places++;
        return Math.Min(places, 12);
    }
}
