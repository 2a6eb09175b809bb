using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Whether a rate changed within kinds, whatever became of the mix of kinds. Mantel and Haenszel, "Statistical aspects of the analysis of data from
/// retrospective studies of disease", J. Nat. Cancer Inst. 22 (1959); with correction for continuity.
/// </summary>
internal static class MantelHaenszel
{
    /// <param name="tables">Each kind before and after.</param>
    /// <returns>The two-sided p; null where no kind can say anything.</returns>
    public static double? P(IEnumerable<(Rate Before, Rate After)> tables)
    {
        double sum = 0,
            variance = 0;
        foreach (var (before, after) in tables)
        {
            var all = before.Plus(after);
            if (before.Judged == 0 || after.Judged == 0 || all.Failed == 0 || all.Failed == all.Judged)
                continue;
            double n = all.Judged;
            sum += after.Failed - after.Judged * (all.Failed / n);
            variance += after.Judged / n * (before.Judged / n) * all.Failed * (all.Judged - all.Failed) / (n - 1);
        }
        return variance <= 0 ? null : GammaTail.Above(0.5, Math.Pow(Math.Max(0, Math.Abs(sum) - 0.5), 2) / variance / 2);
    }
}
