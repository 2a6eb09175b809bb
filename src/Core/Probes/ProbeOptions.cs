using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Probes;

/// <summary>How canaries and golden sets ask. Section <c>LlmMonitor:Probes</c>.</summary>
public sealed class ProbeOptions
{
    public const string Section = "LlmMonitor:Probes";

    /// <summary>
    /// Lets targets lie at loopback, private and link-local addresses, such as an app in one's own network. Off: whoever may set a target could
    /// otherwise make this app read what only it can reach.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How long a target may take to answer. Seconds, 1 to 120. 60: a long answer of a slow model.</summary>
    [Range(1, 120)]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>What a call counts against a run's cap where its price is not known. USD. 0.01: a page in and a page out of a dear model.</summary>
    [Range(0, 10)]
    public decimal UnpricedUsdPerCall { get; set; } = 0.01m;
}
