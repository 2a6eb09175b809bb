namespace LlmMonitor.Core.Tests.Incidents.Made;

/// <summary>An app with its users: how much is asked, by whom, and how often it fails when all is well. Drawn anew for every seed.</summary>
internal sealed class MadeApp
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    public static readonly string[] Endpoints = ["chat", "extract", "search"];
    public static readonly string[] Segments = ["de-retail", "en-retail", "fr-retail", "en-bank", "pl-trial"];
    private static readonly string[] QueryTypes = ["question_word", "order", "other_word", "definite_article"];

    private readonly Random _random;
    private readonly double[] _segmentShares;
    private readonly double[] _segmentRisk;
    private readonly double _base;

    public MadeApp(Random random)
    {
        _random = random;
        CallsPerHour = Math.Exp(random.NextDouble() * (Math.Log(400) - Math.Log(60)) + Math.Log(60));
        _segmentShares = Scaled([.. Segments.Select((_, i) => (random.NextDouble() + 0.3) / (i + 1))]);
        _segmentRisk = [.. Segments.Select(_ => 0.5 + 1.5 * random.NextDouble())];
        _base = 0.004 + 0.03 * random.NextDouble();
    }

    public double CallsPerHour { get; }

    /// <summary>Small segments have the least of traffic.</summary>
    public double ShareOf(string segment) => _segmentShares[Array.IndexOf(Segments, segment)];

    public double RiskOf(string segment, string endpoint) =>
        _base * _segmentRisk[Array.IndexOf(Segments, segment)] * (endpoint == "search" ? 1.5 : 1);

    /// <summary>More by day, less on the weekend, and never twice the same.</summary>
    public int CallsOf(DateTimeOffset hour)
    {
        var day = 1 + 0.7 * Math.Sin((hour.Hour - 8) / 24.0 * 2 * Math.PI);
        var weekend = hour.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.6 : 1;
        return Poisson(CallsPerHour * day * weekend * (0.9 + 0.2 * _random.NextDouble()));
    }

    /// <param name="surge">A segment with another share than usual.</param>
    public string Segment(DateTimeOffset time, (string Segment, double Share)? surge)
    {
        if (surge is { } one && _random.NextDouble() < one.Share)
            return one.Segment;
        // Who asks moves a little with the hour.
        var weights = _segmentShares
            .Select((share, i) => share * (1 + 0.25 * Math.Sin((time.Hour + 5 * i) / 24.0 * 2 * Math.PI)))
            .ToArray();
        return Segments[Draw(weights)];
    }

    public string Endpoint() => Endpoints[Draw([0.5, 0.3, 0.2])];

    public string QueryType() => QueryTypes[Draw([0.4, 0.3, 0.2, 0.1])];

    public string User(string segment) => $"{segment}-u{(int)(40 * Math.Pow(_random.NextDouble(), 2))}";

    public int Draw(double[] weights)
    {
        var left = _random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length; i++)
            if ((left -= weights[i]) < 0)
                return i;
        return weights.Length - 1;
    }

    public double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private int Poisson(double mean) => Math.Max(0, (int)Math.Round(mean + Math.Sqrt(mean) * Gauss()));

    private static double[] Scaled(double[] values)
    {
        var sum = values.Sum();
        return [.. values.Select(value => value / sum)];
    }
}
