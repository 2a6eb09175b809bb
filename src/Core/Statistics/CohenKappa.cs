using MathNet.Numerics.Distributions;

namespace LlmMonitor.Core.Statistics;

/// <summary>
/// How far two raters agree beyond chance: Cohen, "A coefficient of agreement for nominal scales", Educ. Psychol. Meas. 20 (1960). The interval is
/// from the large-sample variance of Fleiss, Cohen and Everitt, "Large sample standard errors of kappa and weighted kappa", Psychol. Bull. 72 (1969).
/// </summary>
public static class CohenKappa
{
    /// <param name="table">Counts: rows by the first rater's answer, columns by the second's, in the same order. Square.</param>
    /// <param name="confidence">Of both sides together, between 0 and 1.</param>
    /// <returns>
    /// Kappa with its interval, cut at −1 and 1; null where it has no meaning: nothing was rated, or both raters always gave the same one answer.
    /// </returns>
    public static (double Kappa, double Low, double High)? Of(long[,] table, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(table);
        var size = table.GetLength(0);
        if (size != table.GetLength(1))
            throw new ArgumentException($"A table of agreement is square, this one {size} by {table.GetLength(1)}.", nameof(table));
        if (!(confidence is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        var n = (double)table.Cast<long>().Sum();
        var (rows, columns) = (new double[size], new double[size]);
        var agreed = 0.0;
        for (var i = 0; i < size; i++)
        {
            agreed += table[i, i] / n;
            for (var j = 0; j < size; j++)
                (rows[i], columns[j]) = (rows[i] + table[i, j] / n, columns[j] + table[i, j] / n);
        }
        var byChance = rows.Zip(columns, (row, column) => row * column).Sum();
        if (n == 0 || byChance >= 1)
            return null;
        var kappa = (agreed - byChance) / (1 - byChance);
        var spread = -Math.Pow(agreed * byChance - 2 * byChance + agreed, 2);
        for (var i = 0; i < size; i++)
        for (var j = 0; j < size; j++)
            spread +=
                table[i, j]
                / n
                * (
                    i == j
                        ? Math.Pow(1 - byChance - (rows[i] + columns[i]) * (1 - agreed), 2)
                        : Math.Pow((1 - agreed) * (columns[i] + rows[j]), 2)
                );
        var error = Math.Sqrt(Math.Max(0, spread) / n) / Math.Pow(1 - byChance, 2);
        var margin = Normal.InvCDF(0, 1, 1 - (1 - confidence) / 2) * error;
        return (kappa, Math.Max(-1, kappa - margin), Math.Min(1, kappa + margin));
    }
}
