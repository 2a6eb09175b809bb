using System.Text.Json;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Statistics.TwoSample;

/// <summary>The answers of one model to the prompts of one collection, as samples by prompt.</summary>
internal sealed record Answers(string Collection, string Model, IReadOnlyDictionary<int, Sample> Samples)
{
    public int[] Prompts { get; } = [.. Samples.Keys.Order()];
}

/// <summary>Two successive versions of one model.</summary>
internal sealed record Change(string Name, Answers Before, Answers Now)
{
    public int[] Prompts { get; } = [.. Before.Prompts.Intersect(Now.Prompts)];
}

/// <summary>A folder with one folder for each collection, and in it <c>model.jsonl</c> files of prompt number <c>i</c> and text <c>t</c>.</summary>
internal static class Corpus
{
    private static readonly (string Collection, string Before, string Now)[] Known =
    [
        ("arena", "gpt-4-0314", "gpt-4-0613"),
        ("arena", "gpt-3.5-turbo-1106", "gpt-3.5-turbo-0125"),
        ("llmdrift_opinionqa", "gpt-4-0314", "gpt-4-0613"),
        ("llmdrift_opinionqa", "gpt-3.5-turbo-0301", "gpt-3.5-turbo-0613"),
        ("llmdrift_prime", "gpt-4-0314", "gpt-4-0613"),
        ("llmdrift_prime", "gpt-3.5-turbo-0301", "gpt-3.5-turbo-0613"),
    ];

    public static Change[] Read(string folder) =>
        [
            .. Known.Select(change => new Change(
                $"{change.Collection} {change.Before} → {change.Now[^4..]}",
                Answers(folder, change.Collection, change.Before),
                Answers(folder, change.Collection, change.Now)
            )),
        ];

    private static Answers Answers(string folder, string collection, string model) =>
        new(
            collection,
            model,
            File.ReadLines(Path.Combine(folder, collection, model + ".jsonl"))
                .Select(line => JsonElement.Parse(line))
                .DistinctBy(answer => answer.GetProperty("i").GetInt32())
                .ToDictionary(answer => answer.GetProperty("i").GetInt32(), answer => SampleOf(answer.GetProperty("t").GetString()!, collection))
        );

    private static Sample SampleOf(string text, string collection) =>
        new([.. OutputShape.Of(text).Values], LexicalEmbedder.Embed(text), collection);
}
