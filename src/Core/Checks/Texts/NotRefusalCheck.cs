using LlmMonitor.Core.Text;

namespace LlmMonitor.Core.Checks.Texts;

/// <summary>The output does not begin by declining, in any of the languages of the word table; <c>phrases</c> adds phrases of one's own.</summary>
public sealed class NotRefusalCheck : IOutputCheck
{
    public string Type => "not_refusal";

    public Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters)
    {
        var own = parameters.Texts("phrases", 100) ?? [];
        return subject => Judge(subject.Response, own);
    }

    private static CheckFinding Judge(string output, IReadOnlyList<string> own)
    {
        if (string.IsNullOrWhiteSpace(output))
            return CheckFinding.NotApplicable("the output is empty");
        var head = output[..Math.Min(output.Length, Refusal.LookedAtCharacters)];
        var at = Refusal.Find(head) ?? own.Select(phrase => head.IndexOf(phrase, StringComparison.OrdinalIgnoreCase)).FirstOrDefault(place => place >= 0, -1);
        return at < 0 ? CheckFinding.Passed : CheckFinding.Failed($"output declines: \"{head.Substring(at, Math.Min(80, head.Length - at))}\"");
    }
}
