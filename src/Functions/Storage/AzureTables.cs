using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Functions.Storage;

/// <summary>
/// Azure Table Storage behind <see cref="ITables"/>. The client tries again by itself when a connection is lost; where the lost try had
/// been written after all, an insert, an update or a delete with an ETag meets its own work and throws <see cref="RowConflictException"/>.
/// Callers therefore read a conflict as "look again", never as "somebody else did it".
/// </summary>
public sealed class AzureTables(TableServiceClient service) : ITables
{
    /// <summary>The most that Azure hands out at once.</summary>
    private const int RowsPerPage = 1000;

    public async Task<Row?> FindAsync(string table, string partition, string key, CancellationToken cancellation = default)
    {
        var found = await service
            .GetTableClient(table)
            .GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellation);
        return found.HasValue ? ToRow(found.Value!) : null;
    }

    public async IAsyncEnumerable<Row> ReadAsync(
        string table,
        RowRange range,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        // An empty list of columns would select every one.
        string[]? select = range.Columns is null ? null : ["PartitionKey", "RowKey", .. range.Columns];
        var client = service.GetTableClient(table);
        var pages = client.QueryAsync<TableEntity>(FilterOf(range), Math.Min(range.Most ?? RowsPerPage, RowsPerPage), select, cancellation);
        await using var entities = pages.GetAsyncEnumerator(cancellation);
        for (var left = range.Most ?? int.MaxValue; left > 0 && await MoveNextAsync(entities); left--)
            yield return ToRow(entities.Current);
    }

    public async Task<IReadOnlyList<string>> CommitAsync(
        string table,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation = default
    )
    {
        TableLimits.CheckName(table);
        TableLimits.Check(changes);
        var client = service.GetTableClient(table);
        try
        {
            return await TryCommitAsync(client, changes, cancellation);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == "TableNotFound")
        {
            await client.CreateIfNotExistsAsync(cancellation);
            return await TryCommitAsync(client, changes, cancellation);
        }
    }

    private async Task<IReadOnlyList<string>> TryCommitAsync(
        TableClient client,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation
    )
    {
        var left = changes;
        while (true)
        {
            try
            {
                var etags = left.Count switch
                {
                    0 => [],
                    1 => [await SendAsync(client, left[0], cancellation)],
                    _ => await SendAsync(client, left, cancellation),
                };
                var sent = left.Zip(etags).ToDictionary(one => one.First.Row.Key, one => one.Second, StringComparer.Ordinal);
                return [.. changes.Select(change => sent.GetValueOrDefault(change.Row.Key, ""))];
            }
            catch (RequestFailedException fault) when (IsConflict(fault))
            {
                var index = (fault as TableTransactionFailedException)?.FailedTransactionActionIndex ?? 0;
                var (met, gone) = (left[index], left[index].Row.Key);
                if (fault.Status != 404 || !MayBeGone(met))
                    throw new RowConflictException(client.Name, changes.Index().First(one => one.Item.Row.Key == gone).Index, met, fault);
                // Azure fails a transaction over a delete of what is gone already; ours asks only that it be gone.
                var there = await this.ExistingKeysAsync(
                    client.Name,
                    [.. left.Where(MayBeGone).Select(change => change.Row)],
                    cancellation
                );
                left = [.. left.Where(change => !MayBeGone(change) || (change.Row.Key != gone && there.Contains(change.Row.Key)))];
            }
        }
    }

    private static bool MayBeGone(RowChange change) => change is { Kind: ChangeKind.Delete, Row.ETag: null };

    private static bool IsConflict(RequestFailedException fault) =>
        fault.Status == 412 || fault.ErrorCode == "EntityAlreadyExists" || (fault.Status == 404 && fault.ErrorCode != "TableNotFound");

    private static async Task<string> SendAsync(TableClient client, RowChange change, CancellationToken cancellation)
    {
        var response = change.Kind switch
        {
            ChangeKind.Insert => await client.AddEntityAsync(ToEntity(change.Row), cancellation),
            ChangeKind.Put => await client.UpsertEntityAsync(ToEntity(change.Row), TableUpdateMode.Replace, cancellation),
            ChangeKind.Update => await client.UpdateEntityAsync(
                ToEntity(change.Row),
                ETagOf(change),
                TableUpdateMode.Replace,
                cancellation
            ),
            _ => await client.DeleteEntityAsync(change.Row.Partition, change.Row.Key, ETagOf(change), cancellation),
        };
        // The client answers a delete of what is not there with its 404 instead of throwing.
        return response.Status != 404 ? ETagOf(response)
            : MayBeGone(change) ? ""
            : throw new RowConflictException(client.Name, 0, change);
    }

    private static async Task<IReadOnlyList<string>> SendAsync(
        TableClient client,
        IReadOnlyList<RowChange> changes,
        CancellationToken cancellation
    )
    {
        var actions = changes.Select(change =>
            change.Kind switch
            {
                ChangeKind.Insert => new TableTransactionAction(TableTransactionActionType.Add, ToEntity(change.Row)),
                ChangeKind.Put => new TableTransactionAction(TableTransactionActionType.UpsertReplace, ToEntity(change.Row)),
                ChangeKind.Update => new TableTransactionAction(
                    TableTransactionActionType.UpdateReplace,
                    ToEntity(change.Row),
                    ETagOf(change)
                ),
                _ => new TableTransactionAction(TableTransactionActionType.Delete, ToEntity(change.Row), ETagOf(change)),
            }
        );
        var responses = await client.SubmitTransactionAsync(actions, cancellation);
        return [.. responses.Value.Select(ETagOf)];
    }

    private static ETag ETagOf(RowChange change) => change.Row.ETag is { } etag ? new ETag(etag) : ETag.All;

    private static string ETagOf(Response response) => response.Headers.ETag?.ToString() ?? "";

    private static string? FilterOf(RowRange range)
    {
        // CreateQueryFilter doubles the quotes in what it is given.
        string?[] clauses =
        [
            range.Partition is { } partition ? TableClient.CreateQueryFilter($"PartitionKey eq {partition}") : null,
            range.PartitionFrom is { } first ? TableClient.CreateQueryFilter($"PartitionKey ge {first}") : null,
            range.PartitionBefore is { } end ? TableClient.CreateQueryFilter($"PartitionKey lt {end}") : null,
            range.KeyFrom is { } from ? TableClient.CreateQueryFilter($"RowKey ge {from}") : null,
            range.KeyBefore is { } before ? TableClient.CreateQueryFilter($"RowKey lt {before}") : null,
        ];
        return string.Join(" and ", clauses.OfType<string>()) is { Length: > 0 } filter ? filter : null;
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<TableEntity> entities)
    {
        try
        {
            return await entities.MoveNextAsync();
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == "TableNotFound")
        {
            return false;
        }
    }

    private static TableEntity ToEntity(Row row)
    {
        var entity = new TableEntity(row.Partition, row.Key);
        foreach (var (name, value) in row.Values)
            entity[name] = value is DateTimeOffset time ? time.ToUniversalTime() : value;
        return entity;
    }

    private static Row ToRow(TableEntity entity)
    {
        var values = new Dictionary<string, object>(entity.Count, StringComparer.Ordinal);
        foreach (var (name, value) in entity)
            // A column that was selected and is not there comes as null.
            if (
                value is not null
                && name is not ("PartitionKey" or "RowKey" or "Timestamp")
                && !name.StartsWith("odata.", StringComparison.Ordinal)
            )
                values.Add(name, value);
        return new Row(entity.PartitionKey, entity.RowKey, values, entity.ETag.ToString());
    }
}
