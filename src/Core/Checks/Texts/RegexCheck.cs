namespace LlmMonitor.Core.Checks.Texts;

/// <summary>The output matches <c>pattern</c> somewhere. Matched in linear time; without look-around and back-references.</summary>
public sealed class RegexCheck : IOutputCheck
{
    public string Type => "regex";

    public Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters)
    {
        var pattern = Pattern.Read(parameters);
        return subject => pattern!.IsMatch(subject.Response) ? CheckFinding.Passed : CheckFinding.Failed($"output does not match {pattern}");
    }
}
