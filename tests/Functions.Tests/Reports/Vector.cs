using System.Runtime.CompilerServices;
using Xunit;

namespace LlmMonitor.Functions.Tests.Reports;

/// <summary>Compares with a kept file under tests/vectors; UPDATE_SNAPSHOTS=1 writes it anew.</summary>
internal static class Vector
{
    public static void Equal(string name, string actual, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "vectors", name);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
