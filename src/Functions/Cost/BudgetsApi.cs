using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Cost.Budgets.Gate;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Cost;

/// <summary>Spending limits, and the gate that holds hard ones.</summary>
public static class BudgetsApi
{
    public static void MapBudgets(this IEndpointRouteBuilder v1)
    {
        var budgets = v1.MapGroup("/budgets").WithTags("Budgets");
        budgets
            .MapPut("/{name}", PutAsync)
            .RequireScope(Scope.Admin)
            .WithName("PutBudget")
            .WithSummary("Limit what a project, or each or one of its features, users or models, may spend in an hour, day or month")
            .ProducesProblem(400);
        budgets
            .MapGet("", ListAsync)
            .RequireScope(Scope.Read)
            .WithName("ListBudgets")
            .WithSummary("The budgets, each with those who used most of it in the open window");
        budgets
            .MapGet("/{name}", GetAsync)
            .RequireScope(Scope.Read)
            .WithName("GetBudget")
            .WithSummary("A budget, with those who used most of it in the open window")
            .ProducesProblem(404);
        budgets
            .MapDelete("/{name}", DeleteAsync)
            .RequireScope(Scope.Admin)
            .WithName("DeleteBudget")
            .WithSummary("Remove a budget, also a default one")
            .ProducesProblem(404);
        budgets
            .MapPost("/reserve", ReserveAsync)
            .RequireScope(Scope.Ingest)
            .WithName("ReserveBudget")
            .WithSummary("Ask before a call whether its hard budgets allow it, and hold what it may cost until it is reported")
            .ProducesProblem(400);
    }

    private static async Task<Results<Ok<BudgetAnswer>, ProblemHttpResult>> PutAsync(
        string name,
        BudgetRequest request,
        HttpContext context,
        BudgetStore store,
        CancellationToken cancellation
    )
    {
        var (budget, faults) = request.Read(name);
        if (faults.Count > 0)
            return Problems.Validation(faults);
        return await store.PutAsync(context.ProjectOf().Id, budget, cancellation)
            ? TypedResults.Ok(BudgetAnswer.Of(budget))
            : Problems.Validation([new RequestFault(null, "name", $"a project has at most {BudgetStore.MostBudgets} budgets")]);
    }

    private static async Task<Ok<BudgetList>> ListAsync(
        HttpContext context,
        BudgetStore store,
        BudgetReader reader,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf();
        var budgets = await store.ListAsync(project.Id, cancellation);
        return TypedResults.Ok(new BudgetList(await WithUseAsync(project, budgets, reader, time, cancellation)));
    }

    private static async Task<Results<Ok<BudgetAnswer>, ProblemHttpResult>> GetAsync(
        string name,
        HttpContext context,
        BudgetStore store,
        BudgetReader reader,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf();
        var budgets = (await store.ListAsync(project.Id, cancellation)).Where(budget => budget.Name == name).ToList();
        return budgets.Count == 0
            ? Problems.Of(404, "There is no such budget.")
            : TypedResults.Ok((await WithUseAsync(project, budgets, reader, time, cancellation))[0]);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name,
        HttpContext context,
        BudgetStore store,
        CancellationToken cancellation
    ) =>
        await store.DeleteAsync(context.ProjectOf().Id, name, cancellation)
            ? TypedResults.NoContent()
            : Problems.Of(404, "There is no such budget.");

    private static async Task<Results<Ok<ReserveAnswer>, ProblemHttpResult>> ReserveAsync(
        ReserveRequest request,
        HttpContext context,
        BudgetGate gate,
        TimeProvider time
    )
    {
        var faults = request.Faults().ToList();
        return faults.Count > 0
            ? Problems.Validation(faults)
            : TypedResults.Ok(await gate.ReserveAsync(context.ProjectOf(), request.AsCall(time.GetUtcNow())));
    }

    private static async Task<IReadOnlyList<BudgetAnswer>> WithUseAsync(
        Project project,
        IReadOnlyList<Budget> budgets,
        BudgetReader reader,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var standings = await reader.ReadAsync(project, budgets, Minute.Of(time.GetUtcNow()).Plus(1), cancellation);
        var byBudget = standings.ToLookup(standing => standing.Budget, StringComparer.Ordinal);
        return
        [
            .. budgets.Select(budget =>
                BudgetAnswer.Of(
                    budget,
                    byBudget[budget.Name]
                        .OrderByDescending(standing => standing.Used)
                        .Select(standing => BudgetSubject.Of(standing, ShownAs(project, budget, standing.Subject)))
                )
            ),
        ];
    }

    /// <summary>As in reports: users by pseudonym, unless the project shows them.</summary>
    private static string ShownAs(Project project, Budget budget, string subject) =>
        budget.Scope != BudgetScope.User || subject == RollupKey.None || project.Settings.ShowUserIds
            ? subject
            : Pseudonym.Of(subject, project.PseudonymKey.Span);
}
