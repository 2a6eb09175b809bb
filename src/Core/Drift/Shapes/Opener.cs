using LlmMonitor.Core.Text;

namespace LlmMonitor.Core.Drift.Shapes;

/// <summary>With what kind of thing an output begins. The order is kept for good, because classes are stored.</summary>
internal enum Opener
{
    Nothing,
    OtherWord,
    Agreement,
    Yes,
    No,
    Apology,
    AsAnAi,
    FirstPerson,
    SecondPerson,
    DefiniteArticle,
    IndefiniteArticle,
    Here,
    Pointing,
    Preposition,
    QuestionWord,
    Purpose,
    Praise,
    Greeting,
    Order,
    Heading,
    ListItem,
    Number,
    Emphasis,
    Code,
    Json,
    Quote,
    OtherMark,
}

internal static class OpenerOf
{
    private static readonly Dictionary<ulong, Opener> Words = Index(
        (
            Opener.Agreement,
            "sure certainly absolutely definitely okay ok gladly gerne natürlich selbstverständlich klar bien claro certamente certo natuurlijk конечно"
        ),
        (Opener.Yes, "yes yeah ja oui sí si sim sì tak да evet igen ano kyllä"),
        (Opener.No, "no nope nein non não nee nej nie нет hayır nem ne"),
        (
            Opener.Apology,
            "sorry apologies unfortunately regrettably leider entschuldigung désolé malheureusement lamentablemente desculpe infelizmente purtroppo helaas tyvärr desværre dessverre niestety bohužel извините üzgünüm sajnos"
        ),
        (Opener.FirstPerson, "i i'm i've i'd i'll my we our ich mein wir je j'ai nous yo nosotros io noi eu nós ik wij jag jeg я мы"),
        (Opener.SecondPerson, "you your you're du sie vous tu usted você jij u вы ты"),
        (Opener.DefiniteArticle, "the der die das le la les el los las il lo gli o os de het"),
        (Opener.IndefiniteArticle, "a an ein eine un une una uno um uma een en ett et"),
        (Opener.Here, "here here's hier voici aquí aqui ecco här her вот tässä"),
        (
            Opener.Pointing,
            "this that these those it it's there there's dies diese dieser es ce cette c'est este esta esto questo questa dit dat det это"
        ),
        (
            Opener.Preposition,
            "in on at for with from by as after before during while although when if since given based according im bei für mit dans pour avec en para con com per voor met для в на"
        ),
        (Opener.QuestionWord, "how what why who which where was wie warum comment pourquoi cómo qué come perché como hoe wat как что"),
        (Opener.Purpose, "to um pour para per om чтобы"),
        (Opener.Praise, "great good excellent thanks thank danke merci gracias grazie obrigado bedankt tack tak спасибо"),
        (Opener.Greeting, "hello hi hey dear hallo guten bonjour hola ciao olá hej привет"),
        (Opener.Order, "first firstly step let let's please schritt zuerst d'abord étape primero paso passo")
    );

    public static Opener Find(ReadOnlySpan<char> output)
    {
        var text = output.TrimStart();
        if (text.IsEmpty)
            return Opener.Nothing;
        var line = text.IndexOf('\n') is var end and >= 0 ? text[..end] : text;
        if (LineTally.IsHeading(line))
            return Opener.Heading;
        if (LineTally.IsBullet(line) || LineTally.IsNumbered(line))
            return Opener.ListItem;
        return text[0] switch
        {
            '*' or '_' => Opener.Emphasis,
            '`' or '~' => Opener.Code,
            '{' or '[' => Opener.Json,
            '"' or '\'' or '“' or '„' or '«' or '‘' or '「' => Opener.Quote,
            _ when char.IsDigit(text[0]) => Opener.Number,
            _ => OfWords(text),
        };
    }

    private static Opener OfWords(ReadOnlySpan<char> text)
    {
        var words = new WordReader(text[..Math.Min(text.Length, 80)]);
        if (!words.Read() || words.Start > 0)
            return Opener.OtherMark;
        var found = Words.GetValueOrDefault(words.Hash, Opener.OtherWord);
        return found switch
        {
            Opener.FirstPerson when Refusal.Find(text[..Math.Min(text.Length, 60)]) is not null => Opener.Apology,
            Opener.Preposition when text.StartsWith("as an ai", StringComparison.OrdinalIgnoreCase) => Opener.AsAnAi,
            Opener.FirstPerson when text.StartsWith("i'm sorry", StringComparison.OrdinalIgnoreCase) => Opener.Apology,
            Opener.FirstPerson when text.StartsWith("i apologi", StringComparison.OrdinalIgnoreCase) => Opener.Apology,
            _ when text.StartsWith("of course", StringComparison.OrdinalIgnoreCase) => Opener.Agreement,
            _ => found,
        };
    }

    /// <summary>A word of several lists belongs to the first.</summary>
    private static Dictionary<ulong, Opener> Index(params ReadOnlySpan<(Opener Opener, string Words)> lists)
    {
        var index = new Dictionary<ulong, Opener>();
        foreach (var (opener, words) in lists)
        foreach (var word in words.Split(' '))
            index.TryAdd(WordReader.HashOf(word), opener);
        return index;
    }
}
