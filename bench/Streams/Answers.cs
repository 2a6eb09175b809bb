using System.Text.Json;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Drift.Streams;
using LlmMonitor.Core.Embeddings;

namespace LlmMonitor.Streams;

/// <summary>The answers of one model to the questions of one corpus, or the questions themselves, as a stream is fed with them.</summary>
internal sealed class Answers
{
    private readonly SortedDictionary<int, (float[] Statistics, float[] Vector, string Category)> _byQuestion = [];

    private Answers(string name) => Name = name;

    public string Name { get; }

    public IReadOnlyCollection<int> Questions => _byQuestion.Keys;

    public static Answers Read(string folder, string corpus, string model)
    {
        var answers = new Answers($"{corpus} {model}");
        foreach (var line in File.ReadLines(Path.Combine(folder, corpus, $"{model}.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var text =
                (row.RootElement.TryGetProperty("t", out var answer) ? answer : row.RootElement.GetProperty("prompt")).GetString() ?? "";
            var category = row.RootElement.TryGetProperty("cat", out var cat) ? cat.GetString()! : "";
            answers._byQuestion[row.RootElement.GetProperty("i").GetInt32()] = (
                StreamStatistics.Of(OutputShape.Of(text)),
                LexicalEmbedder.Embed(text),
                category
            );
        }
        return answers;
    }

    public StreamOutput Output(int question, int number, int run) =>
        new($"{Name} {run} {number}", Start.AddSeconds(number), _byQuestion[question].Statistics, _byQuestion[question].Vector, []);

    public float[] Statistics(int question) => _byQuestion[question].Statistics;

    public string Category(int question) => _byQuestion[question].Category;

    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Successive versions under one name, and the corpora that they answered.</summary>
    public static readonly (string Corpus, string Before, string After)[] Updates =
    [
        ("arena", "gpt-4-0314", "gpt-4-0613"),
        ("arena", "gpt-3.5-turbo-1106", "gpt-3.5-turbo-0125"),
        ("llmdrift_opinionqa", "gpt-4-0314", "gpt-4-0613"),
        ("llmdrift_opinionqa", "gpt-3.5-turbo-0301", "gpt-3.5-turbo-0613"),
        ("llmdrift_prime", "gpt-4-0314", "gpt-4-0613"),
        ("llmdrift_prime", "gpt-3.5-turbo-0301", "gpt-3.5-turbo-0613"),
    ];
}
