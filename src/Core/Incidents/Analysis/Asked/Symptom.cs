namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>What people were told went wrong. It says what <see cref="ObservedCall.Failed"/> means.</summary>
public enum Symptom
{
    /// <summary>An output check fails more often. A call failed where the check did.</summary>
    Checks,

    /// <summary>Outputs look different. No single call failed: the analyser makes a score of the outputs' statistics.</summary>
    OutputDrift,

    /// <summary>A call failed where it took longer than the alert's limit, or than the 95th percentile before.</summary>
    Latency,

    /// <summary>A call failed where it ended in an error.</summary>
    Errors,

    /// <summary>A call failed where it cost more than the 95th percentile before. More calls of the same price are seen from the hours.</summary>
    Cost,

    /// <summary>A call failed where it was blocked or found harmful.</summary>
    Safety,

    /// <summary>A call failed where its user said so: thumbs down, correction, report.</summary>
    Feedback,
}

internal static class Symptoms
{
    extension(Symptom symptom)
    {
        /// <summary>Errors, time and money: how much is asked may be the cause, and no answer need be worse.</summary>
        public bool IsOfLoad => symptom is Symptom.Latency or Symptom.Errors or Symptom.Cost;
    }
}
