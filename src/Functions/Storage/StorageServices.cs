using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost.Monitors;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Functions.Storage;

/// <summary>Chooses the body behind the storage seams: Azure Storage where it is configured, otherwise SQLite in the data folder.</summary>
public static class StorageServices
{
    public const string FolderSetting = "LlmMonitor:DataFolder";

    /// <summary>Two writers keep one transaction on the way to Azure while the next one fills.</summary>
    private const int AzureWriters = 2;

    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var folder = Path.GetFullPath(configuration[FolderSetting] is { Length: > 0 } named ? named : "data");
        services.Configure<MailOptions>(mail => mail.Folder = Path.Combine(folder, "mail"));
        var calls = services.AddOptions<CallOptions>();
        if (AzureStorage.From(configuration) is { } azure)
        {
            services.AddSingleton<ITables>(new AzureTables(azure.Tables)).AddSingleton<IQueues>(new AzureQueues(azure.Queues));
            calls.Configure(options => (options.Writers, options.LookUpDuplicates) = (AzureWriters, false));
        }
        else
        {
            services.AddSingleton(_ => new SqliteDatabase(Path.Combine(folder, "monitor.db")));
            services.AddSingleton<ITables, SqliteTables>().AddSingleton<IQueues, SqliteQueues>();
        }
        calls.BindConfiguration("LlmMonitor:Calls").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SecretOptions>().BindConfiguration(SecretOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<AlertOptions>().BindConfiguration(AlertOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SpendSpikeOptions>().BindConfiguration(SpendSpikeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DriftOptions>().BindConfiguration(DriftOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
