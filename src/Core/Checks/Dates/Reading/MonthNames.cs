using System.Collections.Frozen;

namespace LlmMonitor.Core.Checks.Dates;

/// <summary>Names of months and the small words that stand in dates, in some twenty languages. Facts of the Unicode CLDR (Unicode License v3).</summary>
internal static class MonthNames
{
    // One line a month: English, German, French, Spanish, Italian, Portuguese, Dutch, Scandinavian, Finnish, Polish, Czech, Hungarian, Romanian,
    // Turkish, Indonesian, Russian, Ukrainian, Greek, Arabic (two series), Hindi.
    private static readonly string[] Names =
    [
        "january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari tammikuu tammikuuta stycznia styczeń sty leden ledna január ianuarie ian ocak oca января январь янв січня ιανουαρίου ιαν يناير जनवरी जन",
        "february feb februar februari février fevrier févr fév fev febrero febbraio fevereiro februarie helmikuu helmikuuta lutego luty únor února február şubat şub февраля февраль фев лютого φεβρουαρίου φεβ فبراير شباط फरवरी फ़रवरी फर",
        "march mar märz maerz mär mrz mars marzo março marco maart mrt marts maaliskuu maaliskuuta marca marzec březen března március martie mart maret марта март мар березня μαρτίου μαρ مارس آذار मार्च",
        "april apr avril avr abril abr aprile aprilie huhtikuu huhtikuuta kwietnia kwiecień kwi duben dubna április nisan nis апреля апрель апр квітня απριλίου απρ أبريل ابريل إبريل نيسان अप्रैल अप्रै",
        "may mai mayo maggio mag maio mei maj toukokuu toukokuuta maja květen května május mayıs мая май травня μαΐου μαϊ مايو أيار मई",
        "june jun juni juin junio giugno giu junho kesäkuu kesäkuuta czerwca czerwiec cze červen června június iunie iun haziran haz июня июнь июн червня ιουνίου ιουν يونيو حزيران जून",
        "july jul juli juillet juil julio luglio lug julho heinäkuu heinäkuuta lipca lipiec lip červenec července július iulie iul temmuz tem июля июль июл липня ιουλίου ιουλ يوليو تموز जुलाई जुल",
        "august aug août aout agosto ago augustus augusti elokuu elokuuta sierpnia sierpień sie srpen srpna augusztus ağustos ağu agustus августа август авг серпня αυγούστου αυγ أغسطس اغسطس آب अगस्त अग",
        "september sep sept septembre septiembre setiembre settembre set setembro syyskuu syyskuuta września wrzesień wrz září szeptember septembrie eylül eyl сентября сентябрь сен сент вересня σεπτεμβρίου σεπ سبتمبر أيلول सितंबर सितम्बर सितं सित",
        "october oct oktober okt octobre octubre ottobre ott outubro out lokakuu lokakuuta października październik paź říjen října október octombrie ekim eki октября октябрь окт жовтня οκτωβρίου οκτ أكتوبر اكتوبر अक्टूबर अक्तूबर अक्टू",
        "november nov novembre noviembre novembro marraskuu marraskuuta listopada listopad lis listopadu noiembrie kasım kas nopember ноября ноябрь ноя нояб листопада νοεμβρίου νοε نوفمبر नवंबर नवम्बर नवं",
        "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro desember des joulukuu joulukuuta grudnia grudzień gru prosinec prosince decembrie aralık ara desember декабря декабрь дек грудня δεκεμβρίου δεκ ديسمبر दिसंबर दिसम्बर दिसं",
    ];

    /// <summary>Names that are ordinary words too: a date only with day and year beside them, "set 10 2019".</summary>
    private static readonly string[] OrdinaryWords =
    [
        "set",
        "out",
        "ago",
        "gen",
        "des",
        "mag",
        "mart",
        "ara",
        "lis",
        "sie",
        "lip",
        "tem",
        "kas",
        "cze",
    ];

    private static readonly string[] Fillers =
    [
        .. "of de del di do d den der the le el il al of' st nd rd th ste er ère ro do º ª dan för om van tháng в από του της".Split(' '),
        .. "तारीख की का के من في يوم の".Split(' '),
        "e",
        "o",
        "a",
        "i",
        "un",
        "ın",
        "in",
        "ün",
    ];

    private static readonly FrozenDictionary<string, int> ByName = Names
        .SelectMany((line, month) => line.Split(' ').Select(name => (name, month + 1)))
        .DistinctBy(pair => pair.name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(pair => pair.name, pair => pair.Item2, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Ordinary = OrdinaryWords.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenSet<string> FillerSet = Fillers.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Lookup = ByName.GetAlternateLookup<
        ReadOnlySpan<char>
    >();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> OrdinaryLookup = Ordinary.GetAlternateLookup<
        ReadOnlySpan<char>
    >();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> FillerLookup = FillerSet.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    // By the first two letters of words that begin with two of a–z: most words of a text name nothing, and this is seen of them at once.
    private static readonly bool[] Begins = BeginningsOf(ByName.Keys.Concat(FillerSet));
    private static readonly int Longest = ByName.Keys.Max(name => name.Length);

    /// <summary>Whether the word may be a month or a filler at all.</summary>
    public static bool MayName(ReadOnlySpan<char> word) => Place(word) is var place && (place < 0 || Begins[place]);

    /// <returns>1 to 12, or 0 where the word names no month.</returns>
    public static int MonthOf(ReadOnlySpan<char> word) => word.Length <= Longest && Lookup.TryGetValue(word, out var month) ? month : 0;

    /// <summary>"may" and "march" are months where they begin with a capital or stand between numbers.</summary>
    public static bool IsOrdinaryWord(ReadOnlySpan<char> word) =>
        OrdinaryLookup.Contains(word) || word is "may" or "march" or "mar" or "mars" or "maj" or "mai" or "mei" or "jan" or "dec";

    public static bool IsFiller(ReadOnlySpan<char> word) => word.Length <= 5 && FillerLookup.Contains(word);

    private static bool[] BeginningsOf(IEnumerable<string> names)
    {
        var begins = new bool[26 * 26];
        foreach (var name in names)
            if (Place(name) is var place and >= 0)
                begins[place] = true;
        return begins;
    }

    /// <returns>−1 where the word does not begin with two of a–z.</returns>
    private static int Place(ReadOnlySpan<char> word) =>
        word.Length > 1 && char.IsAsciiLetter(word[0]) && char.IsAsciiLetter(word[1])
            ? ((word[0] | 0x20) - 'a') * 26 + ((word[1] | 0x20) - 'a')
            : -1;
}
