using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Calls;

/// <summary>A pure step between validation and writing (pricing, checking). The catalogue lists the steps in order.</summary>
public interface ICallStep
{
    /// <summary>The same call in gives the same call out. Must not throw on a call that was validated.</summary>
    LlmCall Apply(LlmCall call, CallTexts? texts, Project project);
}
