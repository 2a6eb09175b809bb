using System.Text.Json;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Operations;

/// <summary>Takes operations in, runs them from the queue, and tells how they stand. Table <c>operations</c>, partition project, key id.</summary>
public sealed class OperationDesk(
    ITables tables,
    WorkQueue queue,
    ProjectStore projects,
    IEnumerable<IOperationWork> works,
    SecretSource chance,
    TimeProvider time
)
{
    public const string Queue = "operations";
    public const string Table = "operations";
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly Dictionary<string, IOperationWork> _works = works.ToDictionary(work => work.Kind, StringComparer.Ordinal);

    public async Task<Operation> StartAsync(string projectId, string kind, object input, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var id = new byte[5];
        chance(id);
        var operation = new Operation(
            $"{kind}-{now.UtcDateTime:yyyyMMddHHmmss}-{Convert.ToHexStringLower(id)}",
            projectId,
            kind,
            OperationState.Queued,
            JsonSerializer.SerializeToElement(input, Json),
            null,
            null,
            now,
            null
        );
        await SaveAsync(operation, cancellation);
        await queue.SendAsync(Queue, new OperationPointer(projectId, operation.Id), projectId, null, cancellation);
        return operation;
    }

    public async Task<Operation?> FindAsync(string projectId, string id, CancellationToken cancellation)
    {
        var row = await tables.FindAsync(Table, projectId, id, cancellation);
        return row is null ? null : JsonSerializer.Deserialize<Operation>(row.Text("operation")!, Json);
    }

    /// <summary>Runs one operation to its end. A fault is kept with it and thrown on, for the queue to try again.</summary>
    public async Task RunAsync(OperationPointer pointer, CancellationToken cancellation)
    {
        if (await FindAsync(pointer.ProjectId, pointer.Id, cancellation) is not { State: not OperationState.Done } operation)
            return;
        var project =
            await projects.FindAsync(pointer.ProjectId, cancellation)
            ?? throw new FinalWorkException($"Project {pointer.ProjectId} is not there any more.");
        var work = _works[operation.Kind];
        await SaveAsync(operation with { State = OperationState.Running, Error = null }, cancellation);
        try
        {
            var result = await work.RunAsync(project, operation.Input, cancellation);
            var done = operation with { State = OperationState.Done, Result = JsonSerializer.SerializeToElement(result, Json) };
            var input = JsonSerializer.SerializeToElement(work.InputWhenDone(project, operation.Input), Json);
            await SaveAsync(done with { Input = input, Error = null, FinishedAt = time.GetUtcNow() }, cancellation);
        }
        catch (OperationUnfinishedException unfinished)
        {
            var input = JsonSerializer.SerializeToElement(unfinished.Input, Json);
            await SaveAsync(operation with { State = OperationState.Running, Input = input, Error = null }, cancellation);
            await queue.SendAsync(Queue, pointer, pointer.ProjectId, unfinished.Delay, cancellation);
        }
        catch (Exception fault)
        {
            var why =
                fault is OperationCanceledException ? "It was stopped: it took too long for one run, or the app ended." : fault.Message;
            await SaveAsync(operation with { State = OperationState.Failed, Error = why }, CancellationToken.None);
            throw;
        }
    }

    private Task SaveAsync(Operation operation, CancellationToken cancellation) =>
        tables.PutAllAsync(
            Table,
            [
                new Row(
                    operation.ProjectId,
                    operation.Id,
                    new Dictionary<string, object>(StringComparer.Ordinal) { ["operation"] = JsonSerializer.Serialize(operation, Json) }
                ),
            ],
            cancellation
        );
}

/// <summary>What a message in the operations queue says.</summary>
public sealed record OperationPointer(string ProjectId, string Id);
