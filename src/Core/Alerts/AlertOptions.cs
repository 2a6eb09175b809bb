using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Alerts;

/// <summary>How alerts leave the house. Section <c>LlmMonitor:Alerts</c>.</summary>
public sealed class AlertOptions
{
    public const string Section = "LlmMonitor:Alerts";

    /// <summary>
    /// Lets channels reach loopback, private and link-local addresses. Off: whoever may set a channel's URL could otherwise make this app
    /// talk to what only it can reach.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Where people reach this app, such as <c>https://monitor.example.org</c>. Links in messages begin with it; empty leaves the path alone.</summary>
    [RegularExpression("^(https?://[^\\s?#]+)?$")]
    public string PublicUrl { get; set; } = "";

    /// <summary>Where the pages of the monitors lie. Messages link there for what to do first.</summary>
    [RegularExpression("^[^\\s?#]+$")]
    public string PagesUrl { get; set; } = "docs/monitors";

    /// <summary>How long a receiver may take to answer. Seconds.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; set; } = 10;
}
