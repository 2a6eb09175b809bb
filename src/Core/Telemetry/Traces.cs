using System.Diagnostics;

namespace LlmMonitor.Core.Telemetry;

/// <summary>
/// Where our traces come from. Nothing is exported unless the app says so; what is carried along in messages costs one object a message.
/// </summary>
public static class Traces
{
    /// <summary>The name under which an app listens to traces and measurements.</summary>
    public const string SourceName = "LlmMonitor";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins a piece of work. Made even when nobody listens, so that what the work sends on carries the trace too.</summary>
    /// <param name="parent">The W3C traceparent of whoever asked for it; null goes on with the current trace, or begins one.</param>
    public static Activity Start(string name, ActivityKind kind, string? parent)
    {
        if (Source.StartActivity(name, kind, parent) is { } heard)
            return heard;
        var unheard = new Activity(name);
        if (parent is not null)
            unheard.SetParentId(parent);
        return unheard.Start();
    }
}
