using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Tests.Incidents.Analysis;

/// <summary>Plain calls for tests: a call a minute, and a rate that is what the test says.</summary>
internal static class Weeks
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public static List<ObservedCall> Calls(
        int seed,
        int hours,
        Func<ObservedCall, double> risk,
        Func<ObservedCall, ObservedCall>? with = null
    )
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, 60 * hours)
                .Select(i =>
                {
                    var call = new ObservedCall
                    {
                        Id = $"c{i}",
                        Time = Start.AddMinutes(i),
                        Endpoint = random.Next(2) == 0 ? "chat" : "extract",
                        Segment = $"s{random.Next(4)}",
                        Language = random.Next(3) == 0 ? "de" : "en",
                        PromptVersion = "v1",
                    };
                    call = with?.Invoke(call) ?? call;
                    return call with { Failed = random.NextDouble() < risk(call) };
                }),
        ];
    }

    public static IReadOnlyList<Outcome> Outcomes(IEnumerable<ObservedCall> calls) => Outcome.Of(calls, call => call.Failed);

    public static IncidentEvidence Evidence(IReadOnlyList<ObservedCall> calls, Symptom symptom = Symptom.Checks)
    {
        var end = calls[^1].Time.AddMinutes(1);
        return new(new(symptom, null, "check_failures", "project", end, Start, end)) { Calls = calls };
    }
}
