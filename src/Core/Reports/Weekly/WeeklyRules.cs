using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>Makes themes of drafts: which are known from before, how they grew. Pure.</summary>
public static class WeeklyRules
{
    /// <param name="drafts">The largest first.</param>
    /// <param name="kept">Of the same week, as it was built before: a theme that still has most of its requests keeps its id.</param>
    /// <param name="before">Of earlier weeks, the latest first: a theme that is as similar as members of one theme are is the same.</param>
    public static IReadOnlyList<WeekTheme> Themes(
        IsoWeek week,
        IReadOnlyList<ThemeDraft> drafts,
        IReadOnlyList<WeekTheme> kept,
        IReadOnlyList<EarlierTheme> before,
        double leastSimilarity
    )
    {
        var terms = ThemeTerms.Of([.. drafts.Select(draft => draft.Members)]);
        var total = drafts.Sum(draft => draft.Members.Count);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var named = kept.Select(theme => theme.Id).ToHashSet(StringComparer.Ordinal);
        var themes = new List<WeekTheme>();
        foreach (var (place, draft) in drafts.Index())
        {
            var same = kept.Where(theme => !taken.Contains(theme.Id) && IsSame(draft, theme)).MaxBy(theme => Shared(draft, theme));
            var earlier = before.Where(theme => IsEarlier(theme, draft, same)).MaxBy(theme => draft.SimilarityTo(theme.Center));
            // What only a category holds together is something else each week: it is counted on, but decided anew.
            var known = draft.Category is null ? earlier?.Theme : null;
            var id = same?.Id ?? known?.Id ?? IdOf(week, draft);
            taken.Add(id);
            var nBefore = earlier is { IsWeekBefore: true } ? earlier.Theme.N : 0;
            var examples = draft.Members.Select(member => member.RequestId).Distinct(StringComparer.Ordinal);
            themes.Add(
                new(
                    id,
                    draft.Category,
                    terms[place],
                    draft.Members.Count,
                    draft.Members.Select(member => member.Rater).Distinct(StringComparer.Ordinal).Count(),
                    (double)draft.Members.Count / total,
                    nBefore,
                    earlier is null ? ThemeTrend.New : TrendOf(draft.Members.Count, nBefore),
                    known?.FirstWeek ?? week.ToString(),
                    [.. Places(draft)],
                    [.. examples.Take(WeekTheme.MostExamples)],
                    [.. examples.OrderBy(SampleOf.PlaceOf).Take(WeekTheme.MostRequests)]
                )
            );
        }
        return themes;

        bool IsEarlier(EarlierTheme theme, ThemeDraft draft, WeekTheme? same) =>
            draft.Category is { } category ? category == theme.Theme.Category && theme.IsWeekBefore
            : same is not null ? theme.Theme.Id == same.Id
            : !taken.Contains(theme.Theme.Id) && !named.Contains(theme.Theme.Id) && draft.SimilarityTo(theme.Center) >= leastSimilarity;
    }

    /// <summary>
    /// Whether two counts of rare events differ by more than chance: given their sum one of them is binomial with 1/2 where nothing changed
    /// (Przyborowski &amp; Wilenski 1940), at 95 %.
    /// </summary>
    public static ThemeTrend TrendOf(long n, long before) =>
        ShareInterval.Of(n, n + before) switch
        {
            { Low: > 0.5 } => ThemeTrend.Rising,
            { High: < 0.5 } => ThemeTrend.Falling,
            _ => ThemeTrend.Steady,
        };

    private static bool IsSame(ThemeDraft draft, WeekTheme kept) =>
        draft.Category is null == kept.Category is null
        && (draft.Category is null ? 2 * Shared(draft, kept) > kept.Requests.Count : draft.Category == kept.Category);

    private static int Shared(ThemeDraft draft, WeekTheme kept) =>
        draft.Members.Select(member => member.RequestId).Intersect(kept.Requests, StringComparer.Ordinal).Count();

    /// <summary>The same whenever and wherever the same week is built of the same complaints.</summary>
    private static string IdOf(IsoWeek week, ThemeDraft draft)
    {
        var name =
            draft.Category ?? draft.Members.Select(member => $"{member.RequestId}|{member.Item.At.UtcTicks}").Min(StringComparer.Ordinal)!;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        return string.Create(CultureInfo.InvariantCulture, $"{week.Monday:yyyyMMdd}-{Convert.ToHexStringLower(hash.AsSpan(0, 4))}");
    }

    private static IEnumerable<ThemePlace> Places(ThemeDraft draft)
    {
        foreach (var dimension in (RollupDimension[])[RollupDimension.Endpoint, RollupDimension.Model, RollupDimension.PromptVersion])
        {
            var most = draft
                .Members.CountBy(member => member.Item.Call!.Dimensions.NameOf(dimension), StringComparer.Ordinal)
                .OrderByDescending(one => one.Value)
                .ThenBy(one => one.Key, StringComparer.Ordinal)
                .First();
            var name = dimension == RollupDimension.PromptVersion ? "prompt_version" : dimension.ToString().ToLowerInvariant();
            yield return new(name, most.Key, most.Value);
        }
    }
}

/// <summary>A theme of an earlier week.</summary>
/// <param name="Center">Of what is still kept of its complaints; null where that is nothing.</param>
/// <param name="IsWeekBefore">Of the week right before.</param>
public sealed record EarlierTheme(WeekTheme Theme, float[]? Center, bool IsWeekBefore);
