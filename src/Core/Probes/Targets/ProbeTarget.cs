using System.Text.Json.Nodes;

namespace LlmMonitor.Core.Probes;

/// <summary>What is asked: a model, or an app's own endpoint with its whole pipeline behind it.</summary>
public sealed record ProbeTarget(ProbeKind Type)
{
    /// <summary>The model's name in calls to an app's endpoint, whose own calls are reported and paid for by the app.</summary>
    public const string AppModel = "(app)";

    /// <summary>What a stored secret is shown as; sent back, it stays as it is.</summary>
    public const string Hidden = "***";

    /// <summary>The model or deployment.</summary>
    public string? Model { get; init; }

    /// <summary>For its price, where the model's name alone does not say it.</summary>
    public string? Provider { get; init; }

    /// <summary>The system message before the prompt.</summary>
    public string? System { get; init; }

    /// <summary>0, so that what varies is not chance; null is not sent, for models that refuse it.</summary>
    public double? Temperature { get; init; } = 0;

    public int? MaxOutputTokens { get; init; }

    /// <summary>Of the app's endpoint. <c>{{prompt}}</c> in its query stands for the prompt.</summary>
    public string? Url { get; init; }

    public string Method { get; init; } = "POST";

    /// <summary>Secrets: sent, and never shown again.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The JSON that is sent. <c>{{prompt}}</c> in any of its texts stands for the prompt.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>Where the answer stands in the JSON that comes back, such as <c>$.choices[0].text</c>; null is the whole body as text.</summary>
    public string? AnswerPath { get; init; }

    /// <summary>Where the retrieved passages stand: a list of texts, or of objects with <c>id</c> and <c>text</c>.</summary>
    public string? ContextsPath { get; init; }

    /// <summary>Under which name the calls to it are kept.</summary>
    public string ModelName => Type == ProbeKind.Model ? Model! : AppModel;
}

public enum ProbeKind
{
    Model,
    Http,
}
