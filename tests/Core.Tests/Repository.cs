namespace LlmMonitor.Core.Tests;

/// <summary>Where the repository lies: the folder of the solution, upward from the tests' assembly.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "LlmMonitorFunctions.sln")))
                return folder.FullName;
        throw new InvalidOperationException(
            "LlmMonitorFunctions.sln was not found above the tests' assembly; run the tests from a checkout."
        );
    }
}
