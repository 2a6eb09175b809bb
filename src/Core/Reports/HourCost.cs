using System.Globalization;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Reports;

/// <summary>One hour of a local day beside the same local hour of the days before.</summary>
/// <param name="Start">With the zone's offset at that hour: where clocks go back, two hours have the same name and other offsets.</param>
/// <param name="MeanUsd">Null where no earlier day is known.</param>
public sealed record HourCost(DateTimeOffset Start, PicoUsd CostUsd, long NCalls, PicoUsd? MeanUsd)
{
    internal static IReadOnlyList<HourCost> Of(CostReport day, IReadOnlyList<CostReport> earlier)
    {
        var usual = earlier.SelectMany(HoursOf).ToLookup(hour => hour.Start.Hour, hour => hour.CostUsd);
        return
        [
            .. HoursOf(day)
                .Select(hour =>
                    hour with
                    {
                        MeanUsd = usual[hour.Start.Hour].ToList() is { Count: > 0 } past ? CostHistory.Mean(past, past.Count) : null,
                    }
                ),
        ];
    }

    private static HourCost[] HoursOf(CostReport report)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(report.Zone);
        var hours = new HourCost[(int)Math.Ceiling((report.To - report.From).TotalHours)];
        for (var i = 0; i < hours.Length; i++)
            hours[i] = new(TimeZoneInfo.ConvertTime(report.From.AddHours(i), zone), PicoUsd.Zero, 0, null);
        foreach (var share in report.ByHour)
        {
            var start = DateTimeOffset.Parse(share.Key, CultureInfo.InvariantCulture);
            var i = Math.Clamp((int)Math.Floor((start - report.From).TotalHours), 0, hours.Length - 1);
            hours[i] = hours[i] with { CostUsd = hours[i].CostUsd + share.CostUsd, NCalls = hours[i].NCalls + share.NCalls };
        }
        return hours;
    }
}
