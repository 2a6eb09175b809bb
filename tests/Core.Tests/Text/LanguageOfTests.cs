using LlmMonitor.Core.Text;
using Xunit;

namespace LlmMonitor.Core.Tests.Text;

public class LanguageOfTests
{
    [Theory]
    [InlineData("en", "The invoice is dated the third of March and it was paid in full.")]
    [InlineData("de", "Die Rechnung ist vom dritten März und wurde nicht vollständig bezahlt.")]
    [InlineData("fr", "La facture est datée du trois mars et elle a été payée dans son intégralité.")]
    [InlineData("es", "La factura tiene fecha del tres de marzo y se ha pagado en su totalidad.")]
    [InlineData("it", "La fattura è datata tre marzo ed è stata pagata per intero con carta di credito.")]
    [InlineData("pt", "A fatura tem a data de três de março e não foi paga pelo cliente.")]
    [InlineData("nl", "De factuur is van drie maart en werd door het bedrijf niet volledig betaald.")]
    [InlineData("sv", "Fakturan är från den tredje mars och har inte betalats av kunden som bör göra det.")]
    [InlineData("pl", "Faktura jest z trzeciego marca i nie została zapłacona przez klienta w całości.")]
    [InlineData("cs", "Faktura je ze třetího března a nebyla zaplacena, protože se ztratila na poště.")]
    [InlineData("tr", "Fatura üç mart tarihli ve bu müşteri için henüz ödenmedi, çok daha geç olabilir.")]
    [InlineData("fi", "Lasku on päivätty maaliskuun kolmantena ja se ei ole vielä maksettu.")]
    [InlineData("hu", "A számla március harmadikán kelt, és az ügyfél még nem fizette ki.")]
    [InlineData("ro", "Factura este din trei martie și nu a fost plătită de client în totalitate.")]
    [InlineData("ru", "Счёт выставлен третьего марта, и он был полностью оплачен клиентом.")]
    [InlineData("uk", "Рахунок виставлено третього березня, і він був повністю сплачений клієнтом.")]
    [InlineData("zh", "这张发票的日期是三月三日，已经全部付清。")]
    [InlineData("ja", "この請求書は三月三日付けで、全額支払い済みです。")]
    [InlineData("ko", "이 청구서는 3월 3일자이며 전액 지불되었습니다.")]
    [InlineData("ar", "الفاتورة مؤرخة في الثالث من مارس وقد دفعت بالكامل.")]
    [InlineData("el", "Το τιμολόγιο είναι της τρίτης Μαρτίου και έχει πληρωθεί.")]
    [InlineData("hi", "यह बिल तीन मार्च का है और पूरा भुगतान हो चुका है।")]
    public void A_sentence_tells_its_language(string language, string sentence) => Assert.Equal(language, LanguageOf.Guess(sentence));

    [Theory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("Paris")]
    [InlineData("{\"total\": 12.5}")]
    [InlineData("\uD800\uDC00 😀")]
    public void Too_little_to_tell_is_unknown(string text) => Assert.Null(LanguageOf.Guess(text));

    [Fact]
    public void A_quoted_name_in_another_script_does_not_decide() =>
        Assert.Equal("en", LanguageOf.Guess("The tower of Tokyo (東京塔) is one of the sights that you should not miss."));
}
