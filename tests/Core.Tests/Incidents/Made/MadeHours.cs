using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Tests.Incidents.Made;

/// <summary>Exact hours of calls, as rollups have them.</summary>
internal static class MadeHours
{
    /// <param name="isRated">What failed is known from ratings, which rollups do not have.</param>
    public static IReadOnlyList<ObservedHour> Of(IEnumerable<ObservedCall> calls, bool isRated) =>
        [
            .. calls
                .GroupBy(call =>
                    (Hour: call.Time.UtcTicks / TimeSpan.TicksPerHour, call.Endpoint, call.Feature, call.Model, call.PromptVersion)
                )
                .Select(group => new ObservedHour(
                    new DateTimeOffset(group.Key.Hour * TimeSpan.TicksPerHour, TimeSpan.Zero),
                    group.Key.Endpoint!,
                    group.Key.Feature!,
                    group.Key.Model!,
                    group.Key.PromptVersion!,
                    group.Count(),
                    isRated ? 0 : group.Count(call => call.Failed is not null),
                    isRated ? 0 : group.Count(call => call.Failed == true),
                    group.Count(call => call.Errored),
                    group.Count(call => call.Slow == true)
                )),
        ];
}
