using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Reports;

namespace LlmMonitor.Functions.Reports.Daily;

/// <summary>A table of the e-mail, ready to be read: the HTML and the plain text show the same words.</summary>
/// <param name="Subject">What a row names: Model, Feature, User.</param>
public sealed record MailSection(string Title, string Subject, IReadOnlyList<MailRow> Rows);

/// <param name="Share">Of the day's priced cost, 0 to 1.</param>
public sealed record MailRow(string Name, string Calls, string Cost, double Share)
{
    public string ShareText => Share > 0 ? UsdText.Percent(Share) : "";
}

/// <summary>Picks, orders and words the tables of the e-mail.</summary>
public static class MailSections
{
    private const int MostRows = 10;
    private const int LongestName = 36;

    public static IReadOnlyList<MailSection> Of(DailyReport report)
    {
        var cost = report.Cost;
        if (cost.NCalls == 0)
            return [];
        var sections = new List<MailSection>
        {
            new("By model", "Model", Rows(cost.ByModel, report)),
            new("By feature", "Feature", Rows(cost.ByFeature, report)),
            new("Top users", "User", Rows(cost.ByUser, report)),
        };
        if (cost.ByOrigin.Count > 1)
            sections.Add(new("By origin", "Origin", Rows(cost.ByOrigin, report)));
        sections.RemoveAll(section => section.Rows.Count == 0);
        return sections;
    }

    /// <summary>A name on one line, not too long, without characters that turn the text around it.</summary>
    public static string Name(string key)
    {
        var clean = OneLine(key, int.MaxValue);
        return clean switch
        {
            "(none)" => "(not named)",
            "(other)" => "(all others)",
            { Length: > LongestName } => clean[..(LongestName - 1)] + "…",
            _ => clean,
        };
    }

    internal static string OneLine(string text, int longest)
    {
        var clean = string.Concat(
            text.Select(c => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') ? ' ' : c)
        );
        return clean.Length <= longest ? clean : clean[..(longest - 1)] + "…";
    }

    private static List<MailRow> Rows(IReadOnlyList<CostShare> shares, DailyReport report)
    {
        var ordered = shares
            .OrderBy(share => share.Key == "(other)")
            .ThenByDescending(share => share.CostUsd)
            .ThenByDescending(share => share.NCalls)
            .ThenBy(share => share.Key, StringComparer.Ordinal)
            .ToList();
        var shown = ordered.Count <= MostRows + 1 ? ordered : ordered[..MostRows];
        var rows = shown.Select(share => Row(Name(share.Key), share.NCalls, share.CostUsd, IsUnpriced(share), report)).ToList();
        if (ordered.Count > shown.Count)
        {
            var rest = ordered[shown.Count..];
            var sum = rest.Aggregate(PicoUsd.Zero, (total, share) => total + share.CostUsd);
            rows.Add(Row($"({rest.Count} more)", rest.Sum(share => share.NCalls), sum, isUnpriced: false, report));
        }
        return rows;
    }

    private static MailRow Row(string name, long calls, PicoUsd cost, bool isUnpriced, DailyReport report)
    {
        var total = (double)report.Cost.TotalUsd.Pico;
        return new(name, calls.ToString("#,0"), isUnpriced ? "not known" : UsdText.Of(cost), total > 0 ? (double)cost.Pico / total : 0);
    }

    /// <summary>$0 that is made of nothing known. A feature of calls without a price is no free feature.</summary>
    private static bool IsUnpriced(CostShare share) => share.CostUsd == PicoUsd.Zero && share.NUnpriced > 0;
}
