using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Specialized;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Functions.Storage;

/// <summary>
/// The storage account, under the setting names that the Functions host itself reads: <c>AzureWebJobsStorage</c> holds a connection
/// string, or <c>AzureWebJobsStorage__tableServiceUri</c> and <c>__queueServiceUri</c> (or <c>__accountName</c>) name it and the
/// app's identity opens it (<c>__clientId</c> chooses a user-assigned one).
/// </summary>
public sealed record AzureStorage(TableServiceClient Tables, QueueServiceClient Queues)
{
    private const string Setting = "AzureWebJobsStorage";

    /// <returns>Null where the setting is absent: the app then keeps its own file.</returns>
    public static AzureStorage? From(IConfiguration configuration)
    {
        if (configuration[Setting] is { Length: > 0 } connectionString)
            return new(new(connectionString, TableOptions()), new(connectionString, QueueOptions()));

        var account = configuration.GetSection(Setting);
        var tables = AddressOf("table");
        var queues = AddressOf("queue");
        if (tables is null && queues is null)
            return null;
        if (tables is null || queues is null)
            throw new InvalidOperationException(
                $"{Setting} names only one of two services: set both {Setting}__tableServiceUri and {Setting}__queueServiceUri, "
                    + $"or {Setting}__accountName, or a connection string in {Setting}."
            );
        var identity = new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = account["clientId"] });
        return new(new(tables, identity, TableOptions()), new(queues, identity, QueueOptions()));

        Uri? AddressOf(string service) =>
            account[$"{service}ServiceUri"] is { Length: > 0 } uri ? new Uri(uri)
            : account["accountName"] is { Length: > 0 } name ? new Uri($"https://{name}.{service}.core.windows.net")
            : null;
    }

    private static TableClientOptions TableOptions() => Bounded(new TableClientOptions());

    private static QueueClientOptions QueueOptions()
    {
        // The Functions host expects base64. What is none would hold up whoever receives it, so it is set aside, as the host does.
        var options = Bounded(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        options.MessageDecodingFailed += async failed =>
        {
            if (failed.ReceivedMessage is not { } message)
                return;
            var poison = failed.Queue.GetParentQueueServiceClient().GetQueueClient(WorkQueue.PoisonOf(failed.Queue.Name));
            await poison.CreateIfNotExistsAsync(cancellationToken: failed.CancellationToken);
            await poison.SendMessageAsync(message.Body, timeToLive: AzureQueues.Forever, cancellationToken: failed.CancellationToken);
            await failed.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, failed.CancellationToken);
        };
        return options;
    }

    /// <summary>Four tries of at most 10 s each, 0.8 to 4 s apart: a call ends within 50 s, well below any function's time limit.</summary>
    private static T Bounded<T>(T options)
        where T : ClientOptions
    {
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        options.Retry.MaxRetries = 3;
        options.Retry.MaxDelay = TimeSpan.FromSeconds(4);
        return options;
    }
}
