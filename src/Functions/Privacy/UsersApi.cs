using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Operations;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Privacy;

/// <summary>Erasing a person.</summary>
public static class UsersApi
{
    public static void MapUsers(this IEndpointRouteBuilder v1) =>
        v1.MapDelete("/users/{userId}", EraseAsync)
            .RequireScope(Scope.Admin)
            .WithTags("Privacy")
            .WithName("EraseUser")
            .WithSummary("Erase a person's texts, ids, feedback and vectors; figures stay under (erased)")
            .ProducesProblem(400);

    private static async Task<Results<Accepted<OperationStarted>, ProblemHttpResult>> EraseAsync(
        string userId,
        HttpContext context,
        OperationDesk desk,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        // A slash stays escaped in a path, and a user's id may hold one.
        userId = userId.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (userId is LlmCall.ErasedUser || string.IsNullOrWhiteSpace(userId) || userId.Length > CallLimits.NameCharacters)
            return Problems.Validation([
                new RequestFault(null, "user_id", $"must be a user's id of 1 to {CallLimits.NameCharacters} characters"),
            ]);
        var ask = new EraseRequest(userId, context.CallerOf().KeyId, time.GetUtcNow());
        return OperationsApi.Started(await desk.StartAsync(context.ProjectOf().Id, EraseUserWork.Name, ask, cancellation));
    }
}
