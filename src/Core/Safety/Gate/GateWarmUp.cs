using LlmMonitor.Core.Safety.Gate.Matching;
using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Gate;

/// <summary>Compiles the built-in patterns and the code that looks for them, so that the first check is as fast as the later ones.</summary>
public static class GateWarmUp
{
    // What the runtime compiles anew after thirty calls is compiled anew here.
    private const int Rounds = 40;

    public static void Run()
    {
        var set = BuiltInPatterns.Set;
        var text = string.Join(
            ' ',
            set.All.SelectMany(pattern => pattern.Pass).Append("&amp;#65; %41 \\u0041 <b>m@ke</b> k1ll s e t 4012 8888 8888 1881")
        );
        for (var round = 0; round < Rounds; round++)
        {
            using var scan = TextScan.Rent();
            scan.Begin(set);
            scan.Look(text.AsSpan(0, Math.Min(text.Length, 2000)), set, TextPlaces.Response);
        }
    }
}
