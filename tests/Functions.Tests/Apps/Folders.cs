namespace LlmMonitor.Functions.Tests.Apps;

/// <summary>Folders of tests.</summary>
internal static class Folders
{
    private const int Attempts = 20;

    /// <summary>Deletes the folder with all in it, also while a closing database still removes a file of its own.</summary>
    public static void Remove(this DirectoryInfo folder)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                folder.Refresh();
                if (folder.Exists)
                    folder.Delete(recursive: true);
                return;
            }
            catch (IOException) when (attempt < Attempts)
            {
                Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System).Wait();
            }
    }
}
