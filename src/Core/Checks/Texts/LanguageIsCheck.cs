using LlmMonitor.Core.Text;

namespace LlmMonitor.Core.Checks.Texts;

/// <summary>The output is written in <c>language</c> (ISO 639-1), or in one of <c>languages</c>; without either, in that of the expected locale.</summary>
public sealed class LanguageIsCheck : IOutputCheck
{
    public string Type => "language_is";

    public Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters)
    {
        var one = parameters.Text("language", 35);
        var several = parameters.Texts("languages", 20);
        var wanted = (several ?? []).Concat(one is null ? [] : [one]).Select(Code).ToList();
        foreach (var unknown in wanted.Where(code => !WordTable.Languages.Contains(code) && !Scripts.Contains(code)))
            parameters.Fault(several is null ? "language" : "languages", $"'{unknown}' is no language that can be told; these can: {Known()}");
        return subject => Judge(subject, wanted);
    }

    private static readonly string[] Scripts = ["ja", "zh", "ko", "ar", "hi", "he", "th", "el", "ru", "uk"];

    private static CheckFinding Judge(CheckSubject subject, List<string> wanted)
    {
        if (wanted.Count == 0)
            wanted = subject.ExpectedLocale is { } locale ? [Code(locale)] : [];
        if (wanted.Count == 0)
            return CheckFinding.NotApplicable("neither the check nor the call says which language is expected");
        return LanguageOf.Guess(subject.Response) is not { } language
            ? CheckFinding.NotApplicable("the output is too short or too mixed to tell its language")
            : wanted.Contains(language) ? CheckFinding.Passed
            : CheckFinding.Failed($"output is written in {language}, expected is {string.Join(" or ", wanted)}: \"{Start(subject.Response)}\"");
    }

    private static string Code(string locale) => locale.Split('-', '_')[0].ToLowerInvariant();

    private static string Known() => string.Join(", ", WordTable.Languages.Concat(Scripts).Distinct().Order());

    private static string Start(string text) => text.Length <= 80 ? text : text[..79] + "…";
}
