namespace LlmMonitor.Core.Tests.Cost.Monitors;

/// <summary>
/// Healthy traffic by shape and seed. The two first shapes follow summary figures of the Azure LLM inference traces of 2023 (AzurePublicDataset,
/// Microsoft, CC BY 4.0): calls and their variation a minute, and quantiles of tokens.
/// </summary>
internal sealed class Traffic(string shape, int seed, double callsPerMinute)
{
    public static readonly string[] Shapes = ["conv", "code", "poisson", "bursty", "daily", "batch", "heavy", "agents"];

    private static readonly double[] Shares = [0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];
    private static readonly double[] ConvInput = [2, 181, 207, 396, 1020, 1189, 2735, 4083, 4142, 6212, 14050];
    private static readonly double[] ConvOutput = [7, 41, 54, 85, 129, 395, 424, 451, 601, 954, 1000];
    private static readonly double[] CodeInput = [3, 75, 147, 578, 1469, 2745, 5194, 7315, 7436, 7437, 7437];
    private static readonly double[] CodeOutput = [6, 6, 7, 9, 13, 24, 55, 90, 252, 831, 1899];
    private const int CallsOfAnAgent = 10;
    private readonly Random _random = new(seed);
    private double _wander;

    public int Users { get; init; } = 50;

    public IEnumerable<TrafficCall> Minute(long number, double times = 1)
    {
        var calls = Poisson(Rate(number) * times / (shape == "agents" ? CallsOfAnAgent : 1));
        for (var i = 0; i < calls; i++)
            foreach (var call in shape == "agents" ? Run() : [Call()])
                yield return call;
        if (shape == "batch" && number % 1440 is >= 120 and < 132)
            for (var i = 0; i < 20 * callsPerMinute; i++)
                yield return Call() with
                {
                    User = null,
                    Feature = "digest",
                };
    }

    public TrafficCall Call()
    {
        var user = $"u{_random.Next(Users)}";
        return shape switch
        {
            "code" => new(Token(CodeInput), Token(CodeOutput), user),
            "heavy" => new(Token(ConvInput), Token(ConvOutput), user, Times: Math.Exp(1.5 * Normal() - 1.125)),
            _ => new(Token(ConvInput), Token(ConvOutput), user),
        };
    }

    /// <summary>Calls of one user at once, some more and some fewer: what an agent makes of one question.</summary>
    private IEnumerable<TrafficCall> Run()
    {
        var first = Call();
        var count = 1 + (int)(-(CallsOfAnAgent - 1) * Math.Log(1 - _random.NextDouble()));
        return Enumerable.Range(0, count).Select(i => i == 0 ? first : Call() with { User = first.User });
    }

    /// <summary>What is expected of a minute of the day.</summary>
    private double Rate(long number)
    {
        _wander = 0.7 * _wander + Math.Sqrt(1 - 0.49) * Normal();
        var day = 1 + 0.9 * Math.Sin(2 * Math.PI * (number % 1440 - 480) / 1440);
        return callsPerMinute
            * shape switch
            {
                // Minutes vary with a coefficient of 0.28, and go together (0.66 from one to the next).
                "conv" => Math.Exp(0.28 * _wander - 0.04),
                // 28 % of the minutes are empty; the busiest of an hour has four times the mean.
                "code" => _random.NextDouble() < 0.28 ? 0 : Math.Min(4.5, 1.4 * Gamma(1.3) / 1.3),
                "bursty" => Gamma(0.5) / 0.5,
                "daily" => day,
                "batch" => day,
                _ => 1,
            };
    }

    private long Token(double[] quantiles)
    {
        var u = _random.NextDouble();
        var i = Array.FindLastIndex(Shares, share => share <= u);
        return (long)(quantiles[i] + (u - Shares[i]) / (Shares[i + 1] - Shares[i]) * (quantiles[i + 1] - quantiles[i]));
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    /// <summary>Mean and variance are the shape. Marsaglia and Tsang 2000, with their correction below 1.</summary>
    private double Gamma(double k)
    {
        if (k < 1)
            return Gamma(k + 1) * Math.Pow(1 - _random.NextDouble(), 1 / k);
        var (d, c) = (k - 1.0 / 3, 1 / Math.Sqrt(9 * (k - 1.0 / 3)));
        while (true)
        {
            var x = Normal();
            var v = Math.Pow(1 + c * x, 3);
            if (v > 0 && Math.Log(1 - _random.NextDouble()) < x * x / 2 + d - d * v + d * Math.Log(v))
                return d * v;
        }
    }

    private int Poisson(double mean)
    {
        if (mean > 60)
            return (int)Math.Max(0, Math.Round(mean + Math.Sqrt(mean) * Normal()));
        var (count, product, stop) = (0, 1 - _random.NextDouble(), Math.Exp(-mean));
        for (; product > stop; count++)
            product *= 1 - _random.NextDouble();
        return count;
    }
}
