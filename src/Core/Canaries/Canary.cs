using System.IO.Hashing;
using System.Text.Json;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Canaries;

/// <summary>A question whose answer is known, asked every hour: when its answer flips, something behind it changed.</summary>
/// <param name="Endpoint">Whose health it speaks for.</param>
public sealed record Canary(string Id, string Endpoint, ProbeTarget Target, string Prompt, IReadOnlyList<Expectation> Expect)
{
    /// <summary>Names what is asked and expected: a canary that was edited begins anew.</summary>
    public string Definition() => Convert.ToHexStringLower(XxHash64.Hash(JsonSerializer.SerializeToUtf8Bytes(this, JsonRow.Options)));
}
