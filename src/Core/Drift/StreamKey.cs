using System.IO.Hashing;
using System.Text;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Drift;

/// <summary>Outputs that should be alike: one endpoint's, of one model and one prompt version. What a call does not say is <c>(none)</c>.</summary>
public readonly record struct StreamKey(string Endpoint, string Model, string PromptVersion)
{
    /// <summary>How verdicts name it: <c>endpoint:extract model:gpt-4o prompt:v12</c>.</summary>
    public string Subject =>
        PromptVersion == RollupKey.None
            ? $"endpoint:{Endpoint} model:{Model}"
            : $"endpoint:{Endpoint} model:{Model} prompt:{PromptVersion}";

    /// <summary>Names it in keys: 32 hexadecimal digits.</summary>
    public string Id => Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes($"{Endpoint}\0{Model}\0{PromptVersion}")));

    public static StreamKey Of(LlmCall call) => new(call.Endpoint ?? RollupKey.None, call.Model, call.PromptVersion ?? RollupKey.None);
}
