using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Statistics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Safety.Sampling;

/// <summary>
/// At which rate a call is sampled for the judge, and whether it is. The gate and the judge ask the same, so that what the gate's answer says is what
/// is judged. The rate depends on nothing but what is known before the id is hashed: weights of 1/rate therefore give unbiased sums.
/// </summary>
public sealed class SafetySampler(
    SamplingBoostStore boosts,
    PromptVersionStore versions,
    TimeProvider time,
    IOptions<SamplingOptions> options,
    ILogger<SafetySampler> log
)
{
    /// <returns>Above 0 to 1; 0 where nothing of the kind is sampled.</returns>
    public async ValueTask<double> RateAsync(
        Project project,
        string? endpoint,
        string? promptVersion,
        GateOutcome outcome,
        CancellationToken cancellation = default
    )
    {
        if (outcome != GateOutcome.Passed)
            return 1;
        var settings = options.Value;
        var rate =
            project.Settings.JudgeRates.TryGetValue(endpoint ?? "", out var own) || settings.Endpoints.TryGetValue(endpoint ?? "", out own)
                ? own
                : settings.BaseRate;
        try
        {
            if (promptVersion is not null && settings.NewVersionRate > rate && await IsNewAsync(project.Id, endpoint, promptVersion))
                rate = settings.NewVersionRate;
            var active = await boosts.ReadAsync(project.Id, cancellation);
            return active.Count == 0 ? rate : Math.Min(1, rate * active.Max(boost => boost.Factor));
        }
#pragma warning disable CA1031 // A gate must not fail because a rate could not be looked up.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.LogWarning(
                fault,
                "The sampling rate of project {Project} could not be looked up; the rate of its settings holds.",
                project.Id
            );
            return rate;
        }
    }

    /// <summary>The same for the same id, wherever and however often it is asked.</summary>
    public static bool IsSampled(string requestId, double rate) => SampleOf.Id(requestId, rate);

    private async ValueTask<bool> IsNewAsync(string projectId, string? endpoint, string version) =>
        await versions.FirstSeenAsync(projectId, endpoint, version) > time.GetUtcNow().AddHours(-options.Value.NewVersionHours);
}
