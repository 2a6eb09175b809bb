using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Feedback;

/// <summary>What users say. Counts are of feedback whose call is known.</summary>
public record FeedbackFigures
{
    /// <summary>Positive over all ratings, one user's weight bounded; 0 is 0. Null where nothing was rated, with <see cref="Reason"/>.</summary>
    public double? SatisfactionRate { get; init; }

    /// <summary>nothing_rated, or only_pending: none of the rated calls has come. Null where the rate is known.</summary>
    public string? Reason { get; init; }

    /// <summary>Of the satisfaction rate at 95 %, Clopper–Pearson.</summary>
    public ShareInterval? Interval { get; init; }
    public long NPositive { get; init; }

    /// <summary>Thumbs down and reports.</summary>
    public long NNegative { get; init; }
    public long NReports { get; init; }
    public long NTotalRated { get; init; }
    public long NCorrections { get; init; }

    /// <summary>Feedback whose call has not come yet; in no other figure. By group 0, as nobody knows which.</summary>
    public long NPending { get; init; }

    /// <summary>Calls of users in the span.</summary>
    public long NRequests { get; init; }

    /// <summary>Rated requests over requests; null without requests.</summary>
    public double? FeedbackRate { get; init; }

    /// <summary>Corrected requests over requests; null without requests.</summary>
    public double? CorrectionRate { get; init; }

    /// <summary>Complaints and corrections by the project's categories, the most frequent first.</summary>
    public IReadOnlyDictionary<string, long> ByCategory { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);
}

/// <summary>Feedback that was last said in a span.</summary>
public sealed record FeedbackReport : FeedbackFigures
{
    private FeedbackReport(FeedbackFigures figures)
        : base(figures) { }

    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }
    public required RollupDimension? GroupBy { get; init; }
    public IReadOnlyList<FeedbackGroup> Groups { get; init; } = [];

    /// <param name="items">Of the span.</param>
    public static FeedbackReport Build(
        DateTimeOffset from,
        DateTimeOffset to,
        RollupDimension? groupBy,
        IReadOnlyList<FeedbackItem> items,
        IReadOnlyList<(RollupKey Key, long Calls)> requests,
        int mostPerUserDay
    )
    {
        var whole = FeedbackRules.Count(items, mostPerUserDay, requests.Sum(one => one.Calls));
        return new FeedbackReport(whole)
        {
            From = from,
            To = to,
            GroupBy = groupBy,
            Groups = groupBy is { } by ? GroupsOf(by, items, requests, mostPerUserDay) : [],
        };
    }

    private static List<FeedbackGroup> GroupsOf(
        RollupDimension by,
        IReadOnlyList<FeedbackItem> items,
        IReadOnlyList<(RollupKey Key, long Calls)> requests,
        int mostPerUserDay
    )
    {
        var said = items.Where(item => item.Call is not null).ToLookup(item => item.Call!.Dimensions.NameOf(by), StringComparer.Ordinal);
        var asked = requests.ToLookup(one => one.Key.NameOf(by), one => one.Calls, StringComparer.Ordinal);
        return
        [
            .. said.Select(one => one.Key)
                .Union(asked.Select(one => one.Key), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(key => new FeedbackGroup(key, FeedbackRules.Count(said[key], mostPerUserDay, asked[key].Sum()))),
        ];
    }
}

public sealed record FeedbackGroup : FeedbackFigures
{
    internal FeedbackGroup(string key, FeedbackFigures figures)
        : base(figures) => Key = key;

    /// <summary>The endpoint, feature, model or prompt version; <c>(none)</c> where calls name none.</summary>
    public string Key { get; }
}
