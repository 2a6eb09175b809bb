using System.Collections.Frozen;

namespace LlmMonitor.Core.Checks.Numbers;

/// <summary>Words and signs beside numbers: currencies (ISO 4217), scales, percent; and which sign a locale writes before decimals.</summary>
internal static class NumberUnits
{
    private static readonly FrozenDictionary<string, string> Currencies = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["$"] = "$",
        ["US$"] = "USD",
        ["A$"] = "AUD",
        ["C$"] = "CAD",
        ["S$"] = "SGD",
        ["HK$"] = "HKD",
        ["NT$"] = "TWD",
        ["R$"] = "BRL",
        ["€"] = "EUR",
        ["£"] = "GBP",
        ["¥"] = "¥",
        ["￥"] = "¥",
        ["円"] = "JPY",
        ["元"] = "CNY",
        ["₹"] = "INR",
        ["Rs"] = "INR",
        ["Rs."] = "INR",
        ["₩"] = "KRW",
        ["₽"] = "RUB",
        ["₺"] = "TRY",
        ["₪"] = "ILS",
        ["฿"] = "THB",
        ["₫"] = "VND",
        ["₴"] = "UAH",
        ["RM"] = "MYR",
        ["kr"] = "kr",
        ["kr."] = "kr",
        ["zł"] = "PLN",
        ["Kč"] = "CZK",
        ["Ft"] = "HUF",
        ["Fr."] = "CHF",
        ["SFr."] = "CHF",
        ["lei"] = "RON",
        ["euro"] = "EUR",
        ["euros"] = "EUR",
        ["Euro"] = "EUR",
        ["Euros"] = "EUR",
        ["dollar"] = "$",
        ["dollars"] = "$",
        ["Dollar"] = "$",
        ["pounds"] = "GBP",
        ["yen"] = "JPY",
        ["rupees"] = "INR",
        ["ringgit"] = "MYR",
        ["francs"] = "CHF",
        ["Franken"] = "CHF",
    }
        .Concat(
            "USD EUR GBP JPY CNY CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF RON BGN TRY RUB UAH INR KRW SGD HKD TWD THB MYR IDR PHP VND BRL MXN ARS CLP COP PEN ZAR ILS AED SAR QAR EGP NGN KES"
                .Split(' ')
                .Select(code => KeyValuePair.Create(code, code))
        )
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, decimal> Scales = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase)
    {
        ["thousand"] = 1e3m,
        ["tsd"] = 1e3m,
        ["tausend"] = 1e3m,
        ["mille"] = 1e3m,
        ["mil"] = 1e3m,
        ["тыс"] = 1e3m,
        ["lakh"] = 1e5m,
        ["lakhs"] = 1e5m,
        ["crore"] = 1e7m,
        ["crores"] = 1e7m,
        ["million"] = 1e6m,
        ["millions"] = 1e6m,
        ["mio"] = 1e6m,
        ["millionen"] = 1e6m,
        ["millón"] = 1e6m,
        ["millones"] = 1e6m,
        ["milione"] = 1e6m,
        ["milioni"] = 1e6m,
        ["milhão"] = 1e6m,
        ["milhões"] = 1e6m,
        ["miljoen"] = 1e6m,
        ["miljoner"] = 1e6m,
        ["mln"] = 1e6m,
        ["млн"] = 1e6m,
        ["milyon"] = 1e6m,
        ["mn"] = 1e6m,
        ["mm"] = 1e6m,
        ["billion"] = 1e9m,
        ["billions"] = 1e9m,
        ["bn"] = 1e9m,
        ["mrd"] = 1e9m,
        ["md"] = 1e9m,
        ["milliarde"] = 1e9m,
        ["milliarden"] = 1e9m,
        ["milliard"] = 1e9m,
        ["milliards"] = 1e9m,
        ["miliardi"] = 1e9m,
        ["miljard"] = 1e9m,
        ["miljarder"] = 1e9m,
        ["mld"] = 1e9m,
        ["млрд"] = 1e9m,
        ["milyar"] = 1e9m,
        ["bilhões"] = 1e9m,
        ["trillion"] = 1e12m,
        ["trillions"] = 1e12m,
        ["万"] = 1e4m,
        ["萬"] = 1e4m,
        ["億"] = 1e8m,
        ["亿"] = 1e8m,
        ["만"] = 1e4m,
        ["억"] = 1e8m,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Percents = ["percent", "pct", "prozent", "procent", "porcentaje"];
    private static readonly string[] About =
    [
        "about",
        "around",
        "approximately",
        "roughly",
        "nearly",
        "almost",
        "over",
        "circa",
        "ca.",
        "etwa",
        "rund",
        "environ",
        "unos",
        "aproximadamente",
        "ungefähr",
        "knapp",
        "cerca de",
        "~",
        "≈",
    ];
    private static readonly FrozenDictionary<char, string[]> AboutByEnd = About
        .GroupBy(word => word[^1])
        .ToFrozenDictionary(words => words.Key, words => words.ToArray());

    private static readonly string[] DotLanguages = ["en", "ja", "zh", "ko", "he", "th", "hi", "ms", "fil", "ur", "bn", "ta"];
    private static readonly string[] DotLocales = ["es-mx", "es-us", "es-pr", "es-do", "es-gt", "de-ch", "it-ch", "de-li", "fr-ch"];

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> CurrencyLookup =
        Currencies.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenDictionary<string, decimal>.AlternateLookup<ReadOnlySpan<char>> ScaleLookup = Scales.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    public static string? CurrencyOf(ReadOnlySpan<char> word) => CurrencyLookup.TryGetValue(word, out var currency) ? currency : null;

    /// <summary>"$" may be any dollar, "kr" any crown, "¥" yen or yuan.</summary>
    public static bool MayBeSame(string? one, string? other) =>
        one is null || other is null || one == other || MayStandFor(one, other) || MayStandFor(other, one);

    /// <returns>Null where the word is no scale. Single letters count only where they touch the number.</returns>
    public static decimal? ScaleOf(ReadOnlySpan<char> word, bool isTouching, bool hasCurrency) =>
        word switch
        {
            "k" or "K" when isTouching => 1e3m,
            "M" when isTouching || hasCurrency => 1e6m,
            "m" when isTouching && hasCurrency => 1e6m,
            "B" or "b" when isTouching && hasCurrency => 1e9m,
            "mm" or "md" or "mil" or "MM" when !hasCurrency => null,
            "trillion" => 1e12m,
            _ => ScaleLookup.TryGetValue(word, out var scale) ? scale : null,
        };

    public static bool IsPercent(ReadOnlySpan<char> word)
    {
        foreach (var percent in Percents)
            if (word.Equals(percent, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>Does the text before a number say that it is rounded?</summary>
    public static bool SaysAbout(ReadOnlySpan<char> before)
    {
        var end = before.TrimEnd(" $€£¥");
        if (end.IsEmpty || !AboutByEnd.TryGetValue(char.ToLowerInvariant(end[^1]), out var words))
            return false;
        foreach (var word in words)
            if (end.EndsWith(word, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <returns>'.' or ','; null where no locale is stated.</returns>
    public static char? DecimalSignOf(string? locale)
    {
        if (string.IsNullOrWhiteSpace(locale))
            return null;
        var name = locale.Trim().Replace('_', '-').ToLowerInvariant();
        return DotLanguages.Contains(name.Split('-')[0]) || DotLocales.Contains(name) ? '.' : ',';
    }

    private static bool MayStandFor(string sign, string code) =>
        sign switch
        {
            "$" => code.EndsWith('D') || code is "MXN" or "ARS" or "CLP" or "COP" or "BRL",
            "¥" => code is "JPY" or "CNY",
            "kr" => code is "SEK" or "NOK" or "DKK",
            _ => false,
        };
}
