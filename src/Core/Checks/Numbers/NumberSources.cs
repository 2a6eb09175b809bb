namespace LlmMonitor.Core.Checks.Numbers;

/// <summary>The numbers of prompt and contexts.</summary>
public sealed class NumberSources
{
    private readonly decimal[] _sorted;

    private NumberSources(List<NumberMention> mentions)
    {
        Mentions = mentions;
        var values = new List<decimal>(2 * mentions.Count);
        foreach (var number in mentions)
        {
            values.Add(number.Value);
            if (number.Other is { } other)
                values.Add(other);
        }
        values.Sort();
        _sorted = [.. values];
    }

    public IReadOnlyList<NumberMention> Mentions { get; }

    public static NumberSources Of(CheckSubject subject) =>
        new([.. subject.Sources.Concat(subject.ModelTexts).SelectMany(NumberReader.ReadSource)]);

    /// <summary>Is a number of the sources so near? A percentage may stand there as a share: 12.5 % as 0.125.</summary>
    public bool Have(NumberMention said) =>
        Near(said.Value, said.Tolerance)
        || (said.Other is { } other && Near(other, 0))
        || (said.IsPercent && Near(said.Value / 100, said.Tolerance / 100))
        || (!said.IsPercent && said.IsExact && said.Value <= 1 && Near(said.Value * 100, said.Tolerance * 100));

    private bool Near(decimal value, decimal tolerance)
    {
        var at = Array.BinarySearch(_sorted, value - tolerance);
        at = at < 0 ? ~at : at;
        return at < _sorted.Length && _sorted[at] <= value + tolerance;
    }
}
