using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>What one subject spent in each of the last minutes; the last entry is the minute that just ended. In binary USD: for judging, not for sums.</summary>
public sealed class SpendSeries(int minutes = MonitorWindow.LookBackMinutes)
{
    private readonly double[] _usd = new double[minutes];
    private readonly double[] _costliest = new double[minutes];
    private readonly double[] _squares = new double[minutes];
    private readonly long[] _calls = new long[minutes];

    public int Length => minutes;

    public ReadOnlySpan<double> Usd => _usd;

    public ReadOnlySpan<long> Calls => _calls;

    public void Add(int minute, double usd, long calls)
    {
        _usd[minute] += usd;
        _calls[minute] += calls;
    }

    /// <summary>One of the calls that were added, as far as single ones are known: the costliest are.</summary>
    public void See(int minute, double callUsd)
    {
        _costliest[minute] = Math.Max(_costliest[minute], callUsd);
        _squares[minute] += callUsd * callUsd;
    }

    /// <summary>Moves all one minute into the past.</summary>
    public void Shift()
    {
        foreach (var array in new Array[] { _usd, _costliest, _squares, _calls })
        {
            Array.Copy(array, 1, array, 0, minutes - 1);
            Array.Clear(array, minutes - 1, 1);
        }
    }

    public double LastUsd(int window) => SumUsd(minutes - window, minutes);

    public double SumUsd(int from, int before)
    {
        var sum = 0.0;
        for (var i = from; i < before; i++)
            sum += _usd[i];
        return sum;
    }

    /// <summary>Of the calls that were seen.</summary>
    public double SumOfSquares(int from, int before)
    {
        var sum = 0.0;
        for (var i = from; i < before; i++)
            sum += _squares[i];
        return sum;
    }

    public long LastCalls(int window) => SumCalls(minutes - window, minutes);

    public long SumCalls(int from, int before)
    {
        var sum = 0L;
        for (var i = from; i < before; i++)
            sum += _calls[i];
        return sum;
    }

    /// <summary>The costliest call of the last minutes.</summary>
    public double LastCostliest(int window)
    {
        var most = 0.0;
        for (var i = minutes - window; i < minutes; i++)
            most = Math.Max(most, _costliest[i]);
        return most;
    }
}
