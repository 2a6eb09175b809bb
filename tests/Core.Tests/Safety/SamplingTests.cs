using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety.Sampling;
using LlmMonitor.Core.Tests.Safety.Judging;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety;

public sealed class SamplingTests : IAsyncLifetime
{
    private JudgingPlant _plant = null!;

    public async ValueTask InitializeAsync() => _plant = await new JudgingPlant(baseRate: 0.05).OpenAsync();

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    [Theory]
    [InlineData(GateOutcome.Blocked, "chat", 1)]
    [InlineData(GateOutcome.Flagged, "chat", 1)]
    [InlineData(GateOutcome.Passed, "chat", 0.05)]
    [InlineData(GateOutcome.Passed, null, 0.05)]
    [InlineData(GateOutcome.Passed, "health", 0.5)]
    public async Task Each_stratum_has_its_rate(GateOutcome outcome, string? endpoint, double rate)
    {
        _plant.Sampling.Endpoints["health"] = 0.5;
        Assert.Equal(rate, await RateAsync(endpoint, null, outcome));
    }

    [Fact]
    public async Task A_prompt_version_is_sampled_more_while_it_is_new_and_never_less_than_its_endpoint()
    {
        _plant.Sampling.Endpoints["health"] = 0.5;
        Assert.Equal(0.2, await RateAsync("chat", "v2"));
        Assert.Equal(0.5, await RateAsync("health", "v2"));
        _plant.Plant.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(0.05, await RateAsync("chat", "v2"));
        Assert.Equal(0.2, await RateAsync("chat", "v3"));
    }

    [Fact]
    public async Task What_a_project_sets_goes_before_what_the_app_sets()
    {
        _plant.Sampling.Endpoints["health"] = 0.5;
        var rates = new Dictionary<string, double> { ["health"] = 0.3 };
        var project = _plant.Project with { Settings = new() { JudgeRates = rates } };
        Assert.Equal(0.3, await RateAsync("health", project: project));
        Assert.Equal(0.05, await RateAsync("chat", project: project));
    }

    [Fact]
    public async Task A_boost_raises_the_rates_until_it_ends_by_itself()
    {
        Assert.Equal(0.05, await RateAsync("chat"));
        var until = _plant.Plant.Time.GetUtcNow().AddHours(1);
        await _plant.Boosts.PutAsync(_plant.Project.Id, new("one", 4, until, "an alert"));
        await _plant.Boosts.PutAsync(_plant.Project.Id, new("two", 2, until.AddHours(1), "an incident"));
        Assert.Equal(0.2, await RateAsync("chat"));
        _plant.Plant.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(0.1, await RateAsync("chat"));
        await _plant.Boosts.PutAsync(_plant.Project.Id, new("two", 100, until.AddHours(1), "an incident"));
        Assert.Equal(1, await RateAsync("chat"));
        _plant.Plant.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0.05, await RateAsync("chat"));
    }

    private ValueTask<double> RateAsync(
        string? endpoint,
        string? version = null,
        GateOutcome outcome = GateOutcome.Passed,
        Project? project = null
    ) => _plant.Sampler.RateAsync(project ?? _plant.Project, endpoint, version, outcome);
}
