using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Judge;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Safety.Judging;

/// <summary>
/// Points to slots that hold a call which the judge may have to see. Every user's call with a text may be: what the gate made of it is not in the call.
/// The judge's own calls, canaries and golden sets never are. Without a judge nothing is handed out.
/// </summary>
public sealed class JudgeHandOut(JudgeClient judge) : IHandOut
{
    public const string JudgeQueue = "judge";

    public string Queue => JudgeQueue;

    public bool Wants(LlmCall call) => judge.IsSetUp && IsJudged(call);

    internal static bool IsJudged(LlmCall call) => call.Origin == CallOrigin.User && call.TextTag is not null;
}
