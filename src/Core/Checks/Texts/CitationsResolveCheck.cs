using System.Text.RegularExpressions;

namespace LlmMonitor.Core.Checks.Texts;

/// <summary>
/// Every citation names a given context, by its number ([1], [2, 3], [1-3], 【1】) or its id ([doc-7]). With <c>required</c> an output that
/// cites nothing fails.
/// </summary>
public sealed partial class CitationsResolveCheck : IOutputCheck
{
    private const int MostCited = 500;

    public string Type => "citations_resolve";

    public Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters)
    {
        var required = parameters.Flag("required");
        return subject => Judge(subject, required);
    }

    private static CheckFinding Judge(CheckSubject subject, bool required)
    {
        if (subject.Contexts.Count == 0)
            return CheckFinding.NotApplicable("no contexts were given that a citation could name");
        var ids = subject.Contexts.Select(context => context.Id).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var stems = ids.Select(Stem).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var cited = 0;
        foreach (Match match in Bracket().Matches(subject.Response))
        {
            if (cited >= MostCited)
                break;
            var inside = match.Groups["inside"].Value;
            if (ids.Contains(inside.Trim()))
            {
                cited++;
                continue;
            }
            foreach (var part in inside.Split(',', ';'))
            {
                var name = part.Trim().TrimStart('^').Split('†')[0];
                if (ids.Contains(name))
                    cited++;
                else if (Numbers().Match(name) is { Success: true } numbers)
                {
                    cited++;
                    var last = numbers.Groups["to"] is { Success: true } to ? to.Value : numbers.Groups["from"].Value;
                    if (!Resolves(numbers.Groups["from"].Value, subject.Contexts.Count, ids) || !Resolves(last, subject.Contexts.Count, ids))
                        return CheckFinding.Failed($"output cites {match.Value}, {Given(subject, ids)}");
                }
                else if (Stem(name) is { } stem && stems.Contains(stem))
                    return CheckFinding.Failed($"output cites {match.Value}, {Given(subject, ids)}");
            }
        }
        return cited > 0 ? CheckFinding.Passed
            : required ? CheckFinding.Failed($"output cites nothing, {Given(subject, ids)}")
            : CheckFinding.NotApplicable("the output cites nothing");
    }

    private static bool Resolves(string number, int contexts, HashSet<string> ids) =>
        ids.Contains(number) || (int.TryParse(number, out var at) && at >= 1 && at <= contexts);

    /// <summary>The part of an id before its number: ids of one series look alike.</summary>
    private static string? Stem(string id)
    {
        var stem = id.TrimEnd("0123456789".ToCharArray());
        return stem.Length > 0 && stem.Length < id.Length ? stem : null;
    }

    private static string Given(CheckSubject subject, HashSet<string> ids) =>
        ids.Count > 0
            ? $"the contexts are {string.Join(", ", ids.Take(6))}{(ids.Count > 6 ? ", …" : "")}"
            : $"the contexts are 1 to {subject.Contexts.Count}";

    // Not the text of a Markdown link, which a parenthesis follows, and no list of values with spaces in it.
    [GeneratedRegex(@"(\[(?<inside>[^\[\]\n]{1,100})\]|【(?<inside>[^【】\n]{1,100})】)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Bracket();

    [GeneratedRegex(@"^(?<from>\d{1,4})(\s?[-–]\s?(?<to>\d{1,4}))?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Numbers();
}
