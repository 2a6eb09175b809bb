using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Telemetry;

namespace LlmMonitor.Core.Calls;

/// <summary>The first half of a call's path: from what was read to what is durable. Every door leads through here, canaries and judges included.</summary>
public sealed class CallIngest(IEnumerable<ICallStep> steps, CallWriter writer)
{
    private readonly ICallStep[] _steps = [.. steps];

    /// <returns>A receipt for calls that are durable by now.</returns>
    public async Task<CallReceipt> TakeAsync(Project project, IReadOnlyList<CallReading> readings, CancellationToken cancellation)
    {
        var rejected = new List<RejectedCall>();
        var applied = new List<Func<NewCall, NewCall>>(_steps.Length);
        foreach (var step in _steps)
            applied.Add(await step.ForAsync(project, cancellation));
        var taken = new List<PackedCall>(readings.Count);
        for (var i = 0; i < readings.Count; i++)
            if (readings[i] is { Call: { } call, Texts: var texts })
                taken.Add(PackedCall.Of(applied.Aggregate(new NewCall(call, texts), (incoming, apply) => apply(incoming))));
            else
                rejected.Add(new RejectedCall(i, readings[i].RequestId, readings[i].Faults));

        var accepted = taken.Count == 0 ? 0 : await writer.WriteAsync(project.Id, taken, cancellation);
        Metrics.CallsTaken(accepted, taken.Count - accepted, rejected.Count);
        return new CallReceipt(accepted, taken.Count - accepted, rejected);
    }
}
