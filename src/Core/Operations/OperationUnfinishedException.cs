namespace LlmMonitor.Core.Operations;

/// <summary>An operation has done a part and goes on with another message: no fault, and no try of it is used up.</summary>
/// <param name="input">With what it goes on.</param>
/// <param name="delay">After what time; null is at once.</param>
public sealed class OperationUnfinishedException(object input, TimeSpan? delay = null)
    : Exception("The operation is not done yet and goes on.")
{
    public object Input => input;

    public TimeSpan? Delay => delay;
}
