using System.Text.Json;
using LlmMonitor.Core.GoldenSets;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports.Weekly;

namespace LlmMonitor.Functions.Reports.Weekly;

/// <summary>Makes examples of a golden set out of a theme's: the question, and what the user said that it should have been.</summary>
internal sealed class WeeklyGolden(GoldenDesk golden, ComplaintReader complaints)
{
    /// <summary>Where nobody names a set; made with its first example.</summary>
    public const string DefaultSet = "weekly-review";

    public async Task<bool> ExistsAsync(string projectId, string set, CancellationToken cancellation) =>
        await golden.FindAsync(projectId, set, cancellation) is not null;

    /// <summary>Adds what can be added; again, it adds nothing twice.</summary>
    public async Task<GoldenOutcome> AddAsync(
        Project project,
        string set,
        WeekTheme theme,
        WeeklyReview review,
        CancellationToken cancellation
    )
    {
        var (added, missing) = (new List<string>(), new List<GoldenMissing>());
        foreach (var example in await complaints.ExamplesAsync(project, review.From, review.To, theme.Examples, cancellation))
        {
            if (example.Question is not { } question)
            {
                missing.Add(new(example.RequestId, "its prompt is not kept"));
                continue;
            }
            JsonElement? expected = example.CorrectionText is { } text ? JsonSerializer.SerializeToElement(text) : null;
            var (_, faults) = await golden.AddAsync(
                project.Id,
                set,
                new(example.RequestId, question, example.Contexts, expected),
                cancellation,
                orNew: set == DefaultSet
            );
            if (faults is [var fault, ..])
                missing.Add(new(example.RequestId, $"{fault.Field} {fault.Message}"));
            else
                added.Add(example.RequestId);
        }
        return new(set, added, missing);
    }
}

/// <param name="Added">Request ids of examples that are in the set now.</param>
internal sealed record GoldenOutcome(string Set, IReadOnlyList<string> Added, IReadOnlyList<GoldenMissing> Missing);

internal sealed record GoldenMissing(string RequestId, string Reason);
