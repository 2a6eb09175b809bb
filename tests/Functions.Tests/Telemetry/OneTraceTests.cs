using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Telemetry;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Host;
using Xunit;

namespace LlmMonitor.Functions.Tests.Telemetry;

/// <summary>What a collector would get of one call on its way.</summary>
public sealed class OneTraceTests : IAsyncLifetime
{
    private const string UserId = "u-lovelace-ada";
    private const string Text = "the prompt that nobody may read";

    private readonly EmbeddedApp _app = new();
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ConcurrentQueue<string> _measured = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_call_is_one_trace_from_the_caller_s_request_to_its_rollup()
    {
        using var spans = Spans();
        using var meters = Meters();
        var tenant = await _app.TenantAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/calls")
        {
            Content = new StringContent(
                $$"""
                [{"request_id":"a","model":"gpt-4o","user_id":"{{UserId}}","prompt":"{{Text}}","response":"{{Text}}","total_seconds":1},
                 {"request_id":"a","model":"gpt-4o"}, {"request_id":"b"}]
                """,
                null,
                Tenant.Json
            ),
        };
        request.Headers.Add("traceparent", $"00-{_trace}-00f067aa0ba902b7-01");
        Assert.Equal(202, (await tenant.SendAsync(request)).Status);
        _app.Time.Advance(TimeSpan.FromSeconds(10));
        await _app.DrainAsync(CallTables.SlotQueue, "FoldSlot");

        var ours = _spans.Where(span => span.TraceId == _trace).ToList();
        Assert.Subset(
            ours.Select(span => span.OperationName).ToHashSet(),
            new HashSet<string>(StringComparer.Ordinal) { "write calls", "work slots" }
        );
        var write = ours.Single(span => span.OperationName == "write calls");
        Assert.Equal(write.SpanId, ours.Single(span => span.OperationName == "work slots").ParentSpanId);

        Assert.Contains("llm_monitor.calls 1 outcome=accepted", _measured);
        Assert.Contains("llm_monitor.calls 1 outcome=duplicate", _measured);
        Assert.Contains("llm_monitor.calls 1 outcome=rejected", _measured);
        Assert.Contains("llm_monitor.work 1 queue=slots outcome=done", _measured);
        Assert.Contains("llm_monitor.rollup.lag 10 ", _measured);

        foreach (var said in ours.SelectMany(Said).Concat(_measured))
        {
            Assert.DoesNotContain(UserId, said, StringComparison.Ordinal);
            Assert.DoesNotContain(Text, said, StringComparison.Ordinal);
            Assert.DoesNotContain(TestApp.AdminKey, said, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Said(Activity span) =>
        span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(span.DisplayName).Append(span.StatusDescription ?? "");

    private ActivityListener Spans()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Traces.SourceName or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>Meters belong to the process: what other tests measure has another trace.</summary>
    private MeterListener Meters()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == Traces.SourceName)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        listener.Start();
        return listener;
    }

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Activity.Current?.TraceId != _trace)
            return;
        var said = new List<string>();
        foreach (var tag in tags)
            said.Add($"{tag.Key}={tag.Value}");
        _measured.Enqueue($"{instrument.Name} {value} {string.Join(' ', said)}");
    }
}
