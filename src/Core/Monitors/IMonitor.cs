namespace LlmMonitor.Core.Monitors;

/// <summary>Looks at a window and judges each subject in it. Pure: the same window in gives the same verdicts out.</summary>
public interface IMonitor
{
    /// <summary>The name under which its verdicts and settings go: <c>ttft_p95</c>.</summary>
    string Name { get; }

    /// <summary>A verdict for each subject that it can say something about, also where all is well.</summary>
    IEnumerable<Verdict> Evaluate(MonitorWindow window);
}
