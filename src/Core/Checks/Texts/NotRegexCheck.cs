namespace LlmMonitor.Core.Checks.Texts;

/// <summary>The output matches <c>pattern</c> nowhere. Matched in linear time; without look-around and back-references.</summary>
public sealed class NotRegexCheck : IOutputCheck
{
    public string Type => "not_regex";

    public Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters)
    {
        var pattern = Pattern.Read(parameters);
        return subject =>
            pattern!.Match(subject.Response) is { Success: true } match
                ? CheckFinding.Failed($"output says \"{(match.Length <= 80 ? match.Value : match.Value[..79] + "…")}\", which {pattern} forbids")
                : CheckFinding.Passed;
    }
}
