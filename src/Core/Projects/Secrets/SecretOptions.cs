using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Projects;

/// <summary>How secrets of others, such as the address of a channel, are kept. Section <c>LlmMonitor:Secrets</c>.</summary>
public sealed class SecretOptions
{
    public const string Section = "LlmMonitor:Secrets";
    private const string KeyShape = "^([A-Za-z0-9+/]{43}=)?$";

    /// <summary>Seals them before they are stored: 32 random bytes in base64. Empty: they are stored as they come.</summary>
    [RegularExpression(KeyShape)]
    public string Key { get; set; } = "";

    /// <summary>The key before, which still opens what it sealed.</summary>
    [RegularExpression(KeyShape)]
    public string FormerKey { get; set; } = "";
}
