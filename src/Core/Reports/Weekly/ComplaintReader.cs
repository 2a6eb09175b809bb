using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>Reads complaints with the words that are still kept of them.</summary>
public sealed class ComplaintReader(FeedbackStore feedback, CallStore calls)
{
    private const int AtOnce = 16;

    /// <param name="only">Only of these requests; null is all.</param>
    public async Task<IReadOnlyList<Complaint>> ReadAsync(
        Project project,
        DateTimeOffset from,
        DateTimeOffset to,
        IReadOnlySet<string>? only,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(project);
        var said = await feedback.ReadAsync(project.Id, from, to, cancellation).ToListAsync(cancellation);
        var items = Complaint.Among(only is null ? said : said.Where(item => only.Contains(item.RequestId)));
        // Whose words are looked up is a sample; the others have those of their correction.
        var wanted = items.Take(ThemeDrafts.MostClustered).Where(item => item.CorrectionText is null).Select(item => item.RequestId);
        var questions = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            wanted.Distinct(StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (id, token) =>
            {
                if ((await TextsAsync(project.Id, id, token))?.Question is { } question)
                    questions[id] = question.Content;
            }
        );
        return ThemeWords.Of(items, questions.GetValueOrDefault);
    }

    /// <summary>What was complained about, with its texts as far as they are kept, in the order of the ids.</summary>
    public async Task<IReadOnlyList<ThemeExample>> ExamplesAsync(
        Project project,
        DateTimeOffset from,
        DateTimeOffset to,
        IReadOnlyList<string> requestIds,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(project);
        var said =
            requestIds.Count == 0
                ? []
                : Complaint.Among(await feedback.ReadAsync(project.Id, from, to, cancellation).ToListAsync(cancellation));
        var examples = new List<ThemeExample>();
        foreach (var id in requestIds)
        {
            var item = said.Where(one => one.RequestId == id).OrderByDescending(one => one.CorrectionText is not null).FirstOrDefault();
            var texts = await TextsAsync(project.Id, id, cancellation);
            examples.Add(
                new(id, item?.At, item?.Category, item?.CorrectionText, texts?.Question?.Content, texts?.Texts.Response)
                {
                    Contexts = texts?.Texts.Contexts ?? [],
                }
            );
        }
        return examples;
    }

    private async Task<(CallTexts Texts, CallMessage? Question)?> TextsAsync(
        string projectId,
        string requestId,
        CancellationToken cancellation
    )
    {
        if (await calls.FindAsync(projectId, requestId, cancellation) is not { } found)
            return null;
        if (await calls.FindTextsAsync(found.Place, found.Call, cancellation) is not { } texts)
            return null;
        return (texts, texts.Prompt.LastOrDefault(message => message.Role == "user") ?? (texts.Prompt is [.., var last] ? last : null));
    }
}

/// <summary>One complaint as it is kept now. What is null is not kept, or was not given.</summary>
public sealed record ThemeExample(
    string RequestId,
    DateTimeOffset? At,
    string? Category,
    string? CorrectionText,
    string? Question,
    string? Response
)
{
    /// <summary>The passages that the answer was built from.</summary>
    [JsonIgnore]
    public IReadOnlyList<CallContext> Contexts { get; init; } = [];
}
