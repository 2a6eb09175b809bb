using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Tests.Projects;

/// <summary>Secrets that are the same in every run.</summary>
internal static class Dice
{
    public static SecretSource Seeded(int seed = 1)
    {
        var random = new Random(seed);
        return random.NextBytes;
    }
}
