namespace LlmMonitor.Core.Checks.Texts;

/// <summary>The output has from <c>min</c> to <c>max</c> of <c>unit</c>: characters (as people count them), words or lines.</summary>
public sealed class LengthBetweenCheck : IOutputCheck
{
    private const int Most = 10_000_000;

    public string Type => "length_between";

    public Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters)
    {
        var (min, max) = (parameters.Count("min", 0, Most), parameters.Count("max", 0, Most));
        var unit = parameters.Word("unit", "characters", "characters", "words", "lines");
        if (min is null && max is null)
            parameters.Fault("min", "or max is required");
        if (min > max)
            parameters.Fault("max", "must not be below min");
        return subject => Judge(subject.Response, min ?? 0, max ?? Most, unit);
    }

    private static CheckFinding Judge(string output, int min, int max, string unit)
    {
        var length = unit switch
        {
            "words" => Words(output),
            "lines" => output.AsSpan().Trim().Length == 0 ? 0 : output.AsSpan().Trim().Count('\n') + 1,
            _ => Characters(output),
        };
        return length < min ? CheckFinding.Failed($"output has {length} {unit}, fewer than {min}")
            : length > max ? CheckFinding.Failed($"output has {length} {unit}, more than {max}")
            : CheckFinding.Passed;
    }

    private static int Words(string text)
    {
        var (words, inWord) = (0, false);
        foreach (var letter in text)
            (words, inWord) = char.IsWhiteSpace(letter) ? (words, false) : (inWord ? words : words + 1, true);
        return words;
    }

    /// <summary>A pair of surrogates is one character.</summary>
    private static int Characters(string text)
    {
        var count = 0;
        foreach (var letter in text)
            count += char.IsLowSurrogate(letter) ? 0 : 1;
        return count;
    }
}
