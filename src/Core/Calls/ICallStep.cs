using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Calls;

/// <summary>A step between validation and writing: pricing, checking, redacting. The catalogue lists the steps in order.</summary>
public interface ICallStep
{
    /// <summary>
    /// What the step does to the calls of a project. Settings are read here, once a batch, and remembered briefly; the function that comes
    /// back is pure, and does not throw on a call that was validated.
    /// </summary>
    ValueTask<Func<NewCall, NewCall>> ForAsync(Project project, CancellationToken cancellation);
}

/// <summary>A call on its way in, with its texts: raw until the redacting step, then what the project lets be kept.</summary>
public sealed record NewCall(LlmCall Call, CallTexts? Texts);
