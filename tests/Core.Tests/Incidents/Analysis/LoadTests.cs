using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Incidents.Analysis;
using Xunit;

namespace LlmMonitor.Core.Tests.Incidents.Analysis;

public class LoadTests
{
    private static readonly DateTimeOffset At = Weeks.Start.AddHours(150);

    [Theory]
    [InlineData(1, false)]
    [InlineData(1.3, null)]
    [InlineData(2, true)]
    public void Calls_are_more_than_usual_by_what_the_hours_before_foretell(double times, bool? isMore) =>
        Assert.Equal(isMore, Volume(hour => 100 * (hour >= At ? times : 1)).Since(At)!.IsMore);

    [Fact]
    public void A_weekend_that_doubles_is_more_although_a_weekday_has_as_many() =>
        Assert.True(Volume(hour => 100 * (hour.Day >= 7 ? 0.5 : 1) * (hour >= At ? 2 : 1)).Since(At)!.IsMore);

    [Fact]
    public void Mornings_are_held_against_mornings() =>
        Assert.False(Volume(hour => 100 * (hour.Hour is >= 6 and < 20 ? 3 : 1)).Since(At)!.IsMore);

    [Fact]
    public void The_hour_is_found_since_which_more_calls_come()
    {
        Assert.Equal(At.AddHours(1), Volume(hour => 100 * (hour > At ? 3 : 1)).Rose()!.At);
        Assert.Null(Volume(_ => 100).Rose());
        Assert.Null(Volume(hour => hour > At ? 3 : 1).Rose());
    }

    [Theory]
    [InlineData(CallErrorType.RateLimit, 4, CauseKind.Traffic)]
    [InlineData(CallErrorType.RateLimit, 1, CauseKind.Model)]
    [InlineData(CallErrorType.Server, 1, CauseKind.Model)]
    [InlineData(CallErrorType.Client, 1, CauseKind.Unknown)]
    public void Refusals_of_a_flood_are_traffic_and_of_the_usual_calls_the_providers(CallErrorType type, int times, CauseKind cause)
    {
        var calls = Calls(times, call => call with { Error = call.Time >= At && call.Id.EndsWith('3') ? type : null });
        calls = calls.ConvertAll(call => call with { Failed = call.Error is not null, Errored = call.Error is not null });
        Assert.Equal(cause, IncidentAnalysis.Run(Evidence(calls, Symptom.Errors), 1).Cause.Kind);
    }

    [Theory]
    [InlineData(1, CauseKind.Model)]
    [InlineData(3, CauseKind.Unknown)]
    public void Slow_calls_are_the_providers_only_where_their_outputs_are_as_long_as_before(int longer, CauseKind cause)
    {
        var calls = Calls(
            1,
            call => call with { TotalSeconds = call.Time >= At ? 6 : 2, OutputTokens = 100 * (call.Time >= At ? longer : 1) }
        );
        calls = calls.ConvertAll(call => call with { Failed = call.TotalSeconds > 5 });
        Assert.Equal(cause, IncidentAnalysis.Run(Evidence(calls, Symptom.Latency), 1).Cause.Kind);
    }

    [Fact]
    public void One_user_who_calls_and_calls_is_traffic_although_no_call_is_dearer()
    {
        var calls = Calls(3, call => call with { CostUsd = 0.01, User = call.Id.EndsWith('+') ? "u1" : $"u{call.Id[^1]}" });
        var findings = IncidentAnalysis.Run(Evidence(calls, Symptom.Cost), 1);
        Assert.Equal(CauseKind.Traffic, findings.Cause.Kind);
        Assert.InRange(findings.Onset.At!.Value, At.AddHours(-1), At.AddHours(1));
    }

    [Fact]
    public void A_call_is_costly_by_the_calls_of_its_own_endpoint()
    {
        var calls = Calls(
            1,
            call =>
                call with
                {
                    CostUsd =
                        call.Endpoint == "chat" ? 1
                        : call.Time >= At ? 0.02
                        : 0.01,
                }
        );
        var failed = Costly.Failed(calls);
        Assert.True(failed(calls.Last(call => call.Endpoint == "extract")));
        Assert.False(failed(calls.Last(call => call.Endpoint == "chat")));
    }

    /// <summary>Six days and eight hours; since the onset each call comes several times.</summary>
    private static List<ObservedCall> Calls(int times, Func<ObservedCall, ObservedCall> with) =>
        [
            .. Weeks
                .Calls(1, 158, _ => 0)
                .SelectMany(call =>
                    Enumerable
                        .Range(0, call.Time >= At ? times : 1)
                        .Select(copy => with(call with { Id = call.Id + (copy == 0 ? "" : $"{copy}+") }))
                ),
        ];

    private static IncidentEvidence Evidence(List<ObservedCall> calls, Symptom symptom) =>
        Weeks.Evidence(calls, symptom) with
        {
            Hours =
            [
                .. calls
                    .GroupBy(call => call.Time.UtcTicks / TimeSpan.TicksPerHour)
                    .Select(hour => Hour(new(hour.Key * TimeSpan.TicksPerHour, TimeSpan.Zero), hour.Count())),
            ],
        };

    private static CallVolume Volume(Func<DateTimeOffset, double> calls)
    {
        var hours = Enumerable.Range(0, 156).Select(i => Weeks.Start.AddHours(i)).Select(hour => Hour(hour, (long)calls(hour)));
        var end = Weeks.Start.AddHours(156);
        return new(new(new(Symptom.Cost, null, "", "", end, Weeks.Start, end)) { Hours = [.. hours] });
    }

    private static ObservedHour Hour(DateTimeOffset at, long calls) => new(at, "chat", "help", "m", "v1", calls, 0, 0, 0, 0);
}
