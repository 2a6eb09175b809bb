using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Checks;

public sealed class CheckStepTests : IDisposable
{
    private static readonly Project Project = new("p1", "Test", Plant.Noon);
    private readonly SqliteFile _file = new();
    private readonly FakeTimeProvider _time = new(Plant.Noon);
    private readonly CheckStore _store;
    private readonly CheckStep _step;

    public CheckStepTests()
    {
        var tables = new SqliteTables(_file.Database);
        _store = new(tables, _time, Catalogue.Checks);
        _step = new(_store, new DateOrderStore(tables, _time));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_call_carries_what_its_endpoint_s_checks_found_and_what_its_source_proves()
    {
        await PutAsync("""[{"name":"dates","type":"dates_grounded"},{"name":"short","type":"length_between","max":5}]""");
        var checkedCall = await StepAsync(Call(), "signed 2024-05-03", "25/01/2024 and 05/03/2024");
        Assert.Equal(["dates Fail", "short Fail"], checkedCall.Checks.Select(check => $"{check.Name} {check.Outcome}"));
        Assert.Equal(DateOrder.DayFirst, checkedCall.SourceDates);
    }

    [Fact]
    public async Task Failed_calls_and_other_endpoints_are_left_alone()
    {
        await PutAsync("""[{"name":"short","type":"length_between","max":5}]""");
        Assert.Empty((await StepAsync(Call() with { Endpoint = "other" }, "long enough")).Checks);
        Assert.Empty((await StepAsync(Call() with { Error = new(CallErrorType.Server, 500, null) }, "long enough")).Checks);
    }

    [Fact]
    public async Task What_was_cut_off_is_not_held_against_an_output()
    {
        await PutAsync("""[{"name":"dates","type":"dates_grounded"}]""");
        var run = await _step.ForAsync(Project, Cancel);
        var texts = new CallTexts([new("user", "x")], "on 3 May 2024", [], []) { Truncated = true };
        Assert.Equal(CheckOutcome.NotApplicable, run(new NewCall(Call(), texts)).Call.Checks[0].Outcome);
    }

    [Fact]
    public async Task A_change_counts_the_version_up_and_is_heard_within_ten_seconds()
    {
        var first = await PutAsync("""[{"name":"short","type":"length_between","max":5}]""");
        var same = await PutAsync("""[{"name":"short","type":"length_between","max":5}]""");
        Assert.Equal((1, 1), (first.Version, same.Version));
        Assert.Single((await StepAsync(Call(), "abc")).Checks);

        // Another instance changes them.
        var second = await new CheckStore(new SqliteTables(_file.Database), _time, Catalogue.Checks).PutAsync(
            "p1",
            "extract",
            PreparedChecks.None,
            Cancel
        );
        Assert.Equal(2, second.Version);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Empty((await StepAsync(Call(), "abc")).Checks);
    }

    private Task<EndpointChecks> PutAsync(string checks) => _store.PutAsync("p1", "extract", Checking.Read(checks).Checks, Cancel);

    private static LlmCall Call() => Plant.Call("r1") with { Endpoint = "extract" };

    private async Task<LlmCall> StepAsync(LlmCall call, string output, string source = "x")
    {
        var run = await _step.ForAsync(Project, Cancel);
        return run(new NewCall(call, new CallTexts([new("user", source)], output, [], []))).Call;
    }
}
