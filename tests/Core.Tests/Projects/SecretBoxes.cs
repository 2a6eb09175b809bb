using LlmMonitor.Core.Projects;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Tests.Projects;

internal static class SecretBoxes
{
    /// <summary>Where no key is set: it seals nothing.</summary>
    public static SecretBox WithoutKey { get; } = new(Options.Create(new SecretOptions()), Dice.Seeded());
}
