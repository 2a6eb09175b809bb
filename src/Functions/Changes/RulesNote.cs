using System.Text.Json;
using LlmMonitor.Core.Changes;
using LlmMonitor.Functions.Projects;

namespace LlmMonitor.Functions.Changes;

/// <summary>
/// Notes in the changes that rules were set, before the answer says so: whoever dies in between has told nobody, and is asked again. The same content
/// again is no change.
/// </summary>
internal static class RulesNote
{
    /// <param name="what">What the route sets: <c>output checks</c>.</param>
    public static RouteHandlerBuilder NotesRules(this RouteHandlerBuilder route, string what) =>
        route.AddEndpointFilter(
            async (context, next) =>
            {
                var result = await next(context);
                var inner = result is INestedHttpResult nested ? nested.Result : result;
                if (inner is not IStatusCodeHttpResult { StatusCode: >= 200 and < 300 })
                    return result;
                var http = context.HttpContext;
                var endpoint = http.Request.RouteValues["endpoint"] as string;
                var name = endpoint ?? http.Request.RouteValues["name"] as string;
                var body = context.Arguments.OfType<JsonElement>().Select(sent => sent.GetRawText()).FirstOrDefault();
                await http
                    .RequestServices.GetRequiredService<ChangeStore>()
                    .NoteRulesAsync(
                        http.ProjectOf().Id,
                        endpoint,
                        $"{what}{(name is null ? "" : $" of {name}")}",
                        body ?? $"{http.Request.Method} {(inner as IValueHttpResult)?.Value}",
                        http.RequestAborted
                    );
                return result;
            }
        );
}
