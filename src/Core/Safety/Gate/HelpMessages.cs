namespace LlmMonitor.Core.Safety.Gate;

/// <summary>
/// What is shown instead of a text that urges self-harm: that there is help, and where. Numbers as the services publish them (looked up November 2026);
/// a locale without one gets its language, and a language without one English.
/// </summary>
public static class HelpMessages
{
    public const string NotAvailable = "This content is not available.";

    private const string Anywhere = "findahelpline.com";

    private static readonly Dictionary<string, string> ByLocale = new(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] =
            $"If you are thinking about hurting yourself, you are not alone. Please talk to someone you trust, or find a helpline near you: {Anywhere}. In danger, call your emergency number.",
        ["en-US"] = English("call or text 988 (Suicide & Crisis Lifeline)"),
        ["en-CA"] = English("call or text 988 (Suicide Crisis Helpline)"),
        ["en-GB"] = English("call Samaritans on 116 123"),
        ["en-IE"] = English("call Samaritans on 116 123"),
        ["en-AU"] = English("call Lifeline on 13 11 14"),
        ["en-NZ"] = English("call or text 1737"),
        ["en-IN"] = English("call Tele-MANAS on 14416"),
        ["de"] = German("der Telefonseelsorge: 0800 111 0 111 oder 0800 111 0 222, kostenlos, rund um die Uhr"),
        ["de-AT"] = German("der Telefonseelsorge: 142, kostenlos, rund um die Uhr"),
        ["de-CH"] = German("der Dargebotenen Hand: 143, rund um die Uhr"),
        ["fr"] = French("le 3114, numéro national de prévention du suicide, gratuit, jour et nuit"),
        ["fr-BE"] = French("le 0800 32 123 (Centre de prévention du suicide)"),
        ["fr-CH"] = French("le 143 (La Main Tendue)"),
        ["fr-CA"] = French("le 988"),
        ["es"] = Spanish($"busca una línea de ayuda en {Anywhere}"),
        ["es-ES"] = Spanish("llama al 024, gratuito y confidencial"),
        ["es-US"] = Spanish("llama al 988 y marca 2"),
        ["it"] =
            $"Se pensi di farti del male, non sei solo. Parla con una persona di cui ti fidi o chiama Telefono Amico Italia: 02 2327 2327. In pericolo: 112.",
        ["pt"] = Portuguese($"procura uma linha de apoio em {Anywhere}"),
        ["pt-BR"] = Portuguese("ligue 188 (CVV), gratuito, 24 horas"),
        ["pt-PT"] = Portuguese("liga SNS 24: 808 24 24 24"),
        ["nl"] = "Denk je aan zelfmoord? Je staat er niet alleen voor. Bel 113 of gratis 0800-0113. Bij gevaar: 112.",
        ["nl-BE"] = "Denk je aan zelfmoord? Je staat er niet alleen voor. Bel de Zelfmoordlijn: 1813. Bij gevaar: 112.",
        ["pl"] = "Jeśli myślisz o zrobieniu sobie krzywdy, nie jesteś sam. Zadzwoń: 116 123. W niebezpieczeństwie: 112.",
    };

    /// <param name="locale">BCP 47: <c>de-AT</c>; null is unknown.</param>
    public static string For(string? locale)
    {
        var known = locale?.Replace('_', '-') ?? "en";
        return ByLocale.TryGetValue(known, out var exact) ? exact
            : ByLocale.TryGetValue(known.Split('-')[0], out var language) ? language
            : ByLocale["en"];
    }

    private static string English(string call) =>
        $"If you are thinking about hurting yourself, you are not alone. Please talk to someone you trust, or {call}, free and at any hour. In danger, call your emergency number.";

    private static string German(string call) =>
        $"Wenn du daran denkst, dir etwas anzutun: Du bist nicht allein. Bitte sprich mit jemandem, dem du vertraust, oder mit {call}. Bei Gefahr: 112.";

    private static string French(string call) =>
        $"Si vous pensez à vous faire du mal, vous n'êtes pas seul. Parlez à une personne de confiance, ou appelez {call}. En cas de danger, appelez les urgences.";

    private static string Spanish(string call) =>
        $"Si piensas en hacerte daño, no estás solo. Habla con alguien de confianza o {call}. En peligro, llama a emergencias.";

    private static string Portuguese(string call) =>
        $"Se pensa em magoar-se, não está só. Fale com alguém de confiança ou {call}. Em perigo, ligue para a emergência.";
}
