using LlmMonitor.Core.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Monitors;

public sealed class FindingStoreTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = Plant.Noon;
    private readonly Plant _plant = new();
    private readonly FindingStore _findings;

    public FindingStoreTests() => _findings = new FindingStore(_plant.Tables);

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    private static Verdict Found(string subject, VerdictState state) =>
        new("canary_flip", subject, state, "Seen.", 1, 0, "ratio", 3, Now.AddHours(-1), Now) { Interval = (0.5, 1) };

    private Task PutAsync(string group, params Verdict[] verdicts) =>
        _findings.PutAsync("p1", "canaries", group, verdicts, Now.AddHours(2));

    [Fact]
    public async Task A_finding_comes_back_with_all_its_numbers()
    {
        await PutAsync("chat", Found("canary:a|b", VerdictState.Critical));

        Assert.Equal(Found("canary:a|b", VerdictState.Critical), Assert.Single(await _findings.ReadAsync("p1", Now)));
        Assert.Empty(await _findings.ReadAsync("p2", Now));
    }

    [Fact]
    public async Task A_source_replaces_what_it_left_about_a_group_and_nothing_else()
    {
        await PutAsync("chat", Found("canary:a", VerdictState.Critical), Found("canary:b", VerdictState.Ok));
        await PutAsync("extract", Found("canary:c", VerdictState.Ok));
        await PutAsync("chat", Found("canary:b", VerdictState.Critical));

        var left = await _findings.ReadAsync("p1", Now);

        Assert.Equal(["canary:b", "canary:c"], left.Select(one => one.Subject));
        Assert.Equal(VerdictState.Critical, left[0].State);
    }

    [Fact]
    public async Task A_finding_that_was_not_renewed_in_time_is_unknown_not_healthy()
    {
        await PutAsync("chat", Found("canary:a", VerdictState.Ok));

        var overdue = Assert.Single(await _findings.ReadAsync("p1", Now.AddHours(3)));

        Assert.Equal((VerdictState.Unknown, "overdue"), (overdue.State, overdue.UnknownReason));
        Assert.Contains("has not looked", overdue.Summary, StringComparison.Ordinal);
    }
}
