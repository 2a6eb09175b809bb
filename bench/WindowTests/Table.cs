using System.Diagnostics;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Statistics.TwoSample;

internal static class Table
{
    private const double Level = 0.01;

    /// <summary>Prints for each subject, and over all, the share of runs at p ≤ 0.01 of the combination and of each view.</summary>
    public static void Of<T>(string title, IEnumerable<T> subjects, Func<T, string> name, Func<T, Random, TwoSampleResult> draw, int runs)
    {
        Console.WriteLine(title);
        var all = new Tally();
        var seed = 0;
        foreach (var subject in subjects)
        {
            var (mine, random) = (new Tally(), new Random(1000 + seed++));
            for (var run = 0; run < runs; run++)
            {
                var start = Stopwatch.GetTimestamp();
                var result = draw(subject, random);
                mine.Add(result, Stopwatch.GetElapsedTime(start));
            }
            all.Add(mine);
            Console.WriteLine($"  {name(subject), -52} {mine}");
        }
        Console.WriteLine($"  {"all", -52} {all}");
    }

    private sealed class Tally
    {
        private readonly SortedDictionary<string, int> _views = new(StringComparer.Ordinal);
        private int _runs;
        private int _rings;
        private double _milliseconds;

        public void Add(TwoSampleResult result, TimeSpan time)
        {
            if (result.P is not { } p)
                throw new InvalidOperationException(result.Unknown);
            _runs++;
            _milliseconds += time.TotalMilliseconds;
            _rings += p <= Level ? 1 : 0;
            foreach (var view in result.Views)
                _views[view.View] = _views.GetValueOrDefault(view.View) + (view.P <= Level ? 1 : 0);
        }

        public void Add(Tally other)
        {
            _runs += other._runs;
            _rings += other._rings;
            _milliseconds += other._milliseconds;
            foreach (var (view, rings) in other._views)
                _views[view] = _views.GetValueOrDefault(view) + rings;
        }

        public override string ToString()
        {
            if (_runs == 0)
                return "–";
            var (low, high) = BinomialInterval.ClopperPearson(_rings, _runs, 0.98);
            var views = string.Join(", ", _views.Select(view => $"{view.Key} {(double)view.Value / _runs:F4}"));
            return $"{(double)_rings / _runs:F4} [{low:F4}, {high:F4}] of {_runs}; {views}; {_milliseconds / _runs:F0} ms";
        }
    }
}
