using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Calls;

/// <summary>A pure step between validation and writing: pricing, checking, redacting. The catalogue lists the steps in order.</summary>
public interface ICallStep
{
    /// <summary>The same call in gives the same call out. Must not throw on a call that was validated.</summary>
    NewCall Apply(NewCall incoming, Project project);
}

/// <summary>A call on its way in, with its texts: raw until the redacting step, then what the project lets be kept.</summary>
public sealed record NewCall(LlmCall Call, CallTexts? Texts);
