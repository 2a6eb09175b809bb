using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Sessions;
using Microsoft.Extensions.Options;
using Xunit;

namespace LlmMonitor.Core.Tests.Sessions;

public sealed class SessionStoreTests : IAsyncLifetime
{
    private readonly Plant _plant = new();
    private SessionStore _store = null!;
    private SessionDesk _desk = null!;
    private SessionCalls _calls = null!;

    public ValueTask InitializeAsync()
    {
        _store = new SessionStore(_plant.Tables);
        _desk = new SessionDesk(_store);
        _calls = new SessionCalls(_plant.Calls, _plant.Index, _store);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    [Fact] // B4
    public async Task Events_come_late_twice_and_at_once_and_count_once()
    {
        string[] events = [Json("task_complete", 9), Json("start", 0), Json("follow_up", 5), Json("follow_up", 5), Json("follow_up", 7)];
        Assert.Equal((4, 1), await TakeAsync(events));
        await Parallel.ForAsync(0, 6, async (_, _) => await TakeAsync(events));
        Assert.Equal((0, 5), await TakeAsync(events));
        var session = Assert.Single(await ReadAsync());
        Assert.Equal((3, Plant.Noon, Plant.Noon.AddMinutes(9)), (session.Turns, session.FirstAt, session.LastAt));
        // A late one moves the session to where its last event is now.
        await TakeAsync(Json("follow_up", 10));
        Assert.Equal((4, Plant.Noon.AddMinutes(10)), (Assert.Single(await ReadAsync()).Turns, Assert.Single(await ReadAsync()).LastAt));
    }

    [Fact] // B4
    public async Task Every_fault_is_named()
    {
        var read = Read("""{"session_id":" ","event_type":"open","timestamp":"yesterday","metadata":{"rephrasing":"yes"}}""");
        Assert.Equal(["session_id", "event_type", "timestamp", "metadata.rephrasing"], read.Faults.Select(fault => fault.Field));
        Assert.Equal(
            "timestamp",
            Assert.Single(Read("""{"session_id":"s","event_type":"start","timestamp":"2026-11-23T13:00:00Z"}""").Faults).Field
        );
        Assert.Equal(
            "timestamp",
            Assert.Single(Read("""{"session_id":"s","event_type":"start","timestamp":"2026-01-23T13:00:00Z"}""").Faults).Field
        );
        var receipt = await _desk.TakeAsync("p1", [read, Read(Json("start", 0))], default);
        Assert.Equal((1, 0, 0), (receipt.Accepted, receipt.Duplicates, Assert.Single(receipt.Rejected).Index));
    }

    [Fact] // B5
    public async Task Calls_bring_cost_and_dimensions_before_or_after_the_events_and_twice_is_once()
    {
        var call = Plant.Call("r1", usd: 0.02m) with { SessionId = "s1", PromptVersion = "v7" };
        await _plant.WriteAsync(call, Plant.Call("r2"), Plant.Call("r3") with { SessionId = "s1", Origin = CallOrigin.Canary });
        await _plant.FoldAllAsync();
        var places = await _plant
            .Calls.PlacesAsync("p1", Plant.Noon.AddMinutes(-1), Plant.Noon.AddMinutes(1), default)
            .ToListAsync(TestContext.Current.CancellationToken);
        foreach (var place in places.Concat(places))
            await _calls.RunAsync(new SlotPointer("p1", place.Key), default);
        Assert.Empty(await ReadAsync()); // calls alone make no session
        await TakeAsync(Json("start", 0), Json("task_complete", 9));
        var session = Assert.Single(await ReadAsync());
        Assert.Equal((1, "0.02", "summary", "v7"), (session.NCalls, session.Cost.ToString(), session.Feature, session.PromptVersion));
        var report = SessionReport.Build(
            Plant.Noon,
            Plant.Noon.AddDays(1),
            RollupDimension.PromptVersion,
            [session],
            Plant.Noon.AddHours(1),
            TimeSpan.FromMinutes(30)
        );
        Assert.Equal(("v7", "0.02"), (Assert.Single(report.Groups).Key, report.CostPerCompletedTaskUsd.ToString()));
    }

    [Fact]
    public async Task A_drop_of_completion_rings_at_its_feature()
    {
        var findings = new FindingStore(_plant.Tables);
        var watch = new SessionWatch(_store, findings, Options.Create(new SessionsOptions()));
        var day = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
        for (var back = 0; back <= 28; back++)
        for (var i = 0; i < (back == 0 ? 60 : 20); i++)
        {
            var isDone = back == 0 ? i % 2 == 0 : i % 10 != 0;
            var at = day.AddDays(-back).AddMinutes(i);
            SessionEvent[] events =
            [
                new("a", SessionEventType.Start, at, Feature: "search"),
                new("b", isDone ? SessionEventType.TaskComplete : SessionEventType.FollowUp, at.AddMinutes(2)),
            ];
            await _store.ChangeAsync("p1", $"{back}-{i}", before => SessionRules.Add(before, events).Session);
        }
        await watch.RunAsync(_plant.Project, Plant.Noon, default);
        var verdicts = await findings.ReadAsync("p1", Plant.Noon);
        Assert.Equal(
            ["feature:search", "project"],
            verdicts.Where(one => one.State == VerdictState.Critical).Select(one => one.Subject).Order(StringComparer.Ordinal)
        );
        var rings = verdicts.First(one => one is { Rule: SessionWatch.CompletionDrop, Subject: "project" });
        Assert.Equal((0.5, 0.1), (rings.Observed, Math.Round(rings.Limit!.Value, 9)));
        await watch.RunAsync(_plant.Project, Plant.Noon.AddDays(90), default);
        Assert.Empty(await findings.ReadAsync("p1", Plant.Noon.AddDays(90)));
    }

    private async Task<(int Accepted, int Duplicates)> TakeAsync(params string[] events)
    {
        var receipt = await _desk.TakeAsync("p1", [.. events.Select(Read)], default);
        Assert.Empty(receipt.Rejected);
        return (receipt.Accepted, receipt.Duplicates);
    }

    private async Task<List<SessionSummary>> ReadAsync() =>
        await _store.ReadAsync("p1", Plant.Noon.AddDays(-1), Plant.Noon.AddDays(1)).ToListAsync(TestContext.Current.CancellationToken);

    private static SessionEventReading Read(string json) =>
        SessionEventReader.Read(JsonDocument.Parse(json).RootElement, Plant.Noon.AddMinutes(10), TimeSpan.FromDays(90));

    private static string Json(string type, int minutes) =>
        JsonSerializer.Serialize(
            new
            {
                session_id = "s1",
                event_type = type,
                timestamp = Plant.Noon.AddMinutes(minutes),
            }
        );
}
