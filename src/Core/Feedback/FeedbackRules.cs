using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Feedback;

/// <summary>How feedback changes a mind, and what minds come to.</summary>
public static class FeedbackRules
{
    public const int MostHistory = 10;

    /// <returns>The new state; the same where it says nothing new, so that sending twice is sending once.</returns>
    public static FeedbackItem Apply(FeedbackItem? before, FeedbackSaid said, string? category, string? text, DateTimeOffset now)
    {
        var old = before ?? new FeedbackItem(said.RequestId, said.UserId);
        var next =
            said.Type == FeedbackType.Correction
                ? old with
                {
                    IsCorrected = true,
                    CorrectionText = text,
                    Category = category ?? old.Category,
                }
                : old with
                {
                    Rating = said.Type,
                    // A praise takes the complaint back, and with it what it was about.
                    Category = category ?? (said.Type == FeedbackType.ThumbsUp && !old.IsCorrected ? null : old.Category),
                };
        if (before is null)
            return next with { At = now };
        if (next == before)
            return before;
        var mind = new FeedbackMind(old.At, old.Rating, old.IsCorrected, old.CorrectionText, old.Category);
        return next with { At = now, History = [.. old.History.Append(mind).TakeLast(MostHistory)] };
    }

    /// <summary>
    /// Counts feedback whose call is known. A rater counts once a request, with the last word. The ratings of a rater in one UTC day weigh at most as
    /// <paramref name="mostPerUserDay"/> in the satisfaction rate: of n more each weighs that much / n. Counts are of all of them.
    /// </summary>
    public static FeedbackFigures Count(IEnumerable<FeedbackItem> items, int mostPerUserDay, long requests)
    {
        var all = items.ToList();
        var joined = all.Where(item => item.Call is not null).ToList();
        var ratings = LastWords(joined.Where(item => item.Rating is not null)).ToList();
        var corrections = LastWords(joined.Where(item => item.IsCorrected)).ToList();
        var complaints = LastWords(joined.Where(item => item.IsNegative || item.IsCorrected)).Where(item => item.Category is not null);

        var weights = WeightsOf(ratings, mostPerUserDay);
        var (weight, square) = (weights.Sum(), weights.Sum(one => one * one));
        var positive = ratings.Zip(weights).Where(one => !one.First.IsNegative).Sum(one => one.Second);
        var satisfaction = ratings.Count == 0 ? (double?)null : positive / weight;
        // As many equal ratings as these say as much as (Kish, Survey Sampling, 1965); the very number where nobody is over the bound.
        var worth = ratings.Count == 0 ? 0 : Math.Max(1, (long)Math.Floor(weight * weight / square + 1e-9));
        return new()
        {
            SatisfactionRate = satisfaction,
            Reason =
                satisfaction is not null ? null
                : all.Exists(item => item.Call is null) ? "only_pending"
                : "nothing_rated",
            Interval = satisfaction is { } share ? ShareInterval.Of((long)Math.Round(share * worth), worth) : null,
            NPositive = ratings.Count(item => !item.IsNegative),
            NNegative = ratings.Count(item => item.IsNegative),
            NReports = ratings.Count(item => item.Rating == FeedbackType.Report),
            NTotalRated = ratings.Count,
            NCorrections = corrections.Count,
            NPending = all.Count - joined.Count,
            NRequests = requests,
            FeedbackRate = OfRequests(ratings),
            CorrectionRate = OfRequests(corrections),
            ByCategory = complaints
                .GroupBy(item => item.Category!, StringComparer.Ordinal)
                .OrderByDescending(same => same.Count())
                .ThenBy(same => same.Key, StringComparer.Ordinal)
                .ToDictionary(same => same.Key, same => (long)same.Count(), StringComparer.Ordinal),
        };

        double? OfRequests(IEnumerable<FeedbackItem> of) =>
            requests == 0 ? null : (double)of.DistinctBy(item => item.RequestId, StringComparer.Ordinal).Count() / requests;
    }

    /// <summary>One for each request and rater; those without a rater each count for themselves, once a request.</summary>
    internal static IEnumerable<FeedbackItem> LastWords(IEnumerable<FeedbackItem> items) =>
        items.GroupBy(item => (item.RequestId, item.Rater)).Select(same => same.MaxBy(item => item.At)!);

    private static List<double> WeightsOf(IReadOnlyList<FeedbackItem> ratings, int most)
    {
        var counts = ratings
            .Where(item => item.Rater is not null)
            .GroupBy(item => (item.Rater, item.At.UtcDateTime.Date))
            .ToDictionary(same => same.Key, same => same.Count());
        return
        [
            .. ratings.Select(item =>
                item.Rater is null ? 1 : Math.Min(1.0, (double)most / counts[(item.Rater, item.At.UtcDateTime.Date)])
            ),
        ];
    }
}
