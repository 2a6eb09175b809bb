using System.Text.Json;

namespace LlmMonitor.Functions.Host;

/// <summary>
/// <c>POST /admin/functions/{Name}</c> runs a function now, as the Functions host's own route of that path does; the app serves it where it
/// runs without the host. Body: nothing, <c>{}</c>, or <c>{"input":"text of the message"}</c>. 202 when it was started;
/// with <c>?wait=true</c> 200 or 500 when it has ended.
/// </summary>
public static class AdminFunctions
{
    /// <param name="isOperator">Whether the caller may run functions.</param>
    public static void MapAdminFunctions(this WebApplication app, Func<HttpContext, Task<bool>> isOperator) =>
        app.MapPost(
                "/admin/functions/{name}",
                (string name, HttpContext http, FunctionRunner runner) => RunAsync(name, http, runner, isOperator)
            )
            .ExcludeFromDescription();

    /// <summary>The key that came in <c>x-functions-key</c>, <c>Authorization: Bearer</c> or <c>x-api-key</c>, or null.</summary>
    public static string? KeyOf(HttpRequest request)
    {
        if (request.Headers["x-functions-key"].FirstOrDefault() is { Length: > 0 } functionsKey)
            return functionsKey;
        const string scheme = "Bearer ";
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? authorization[scheme.Length..].Trim()
            : request.Headers["x-api-key"].FirstOrDefault() is { Length: > 0 } apiKey ? apiKey
            : null;
    }

    private static async Task<IResult> RunAsync(
        string name,
        HttpContext http,
        FunctionRunner runner,
        Func<HttpContext, Task<bool>> isOperator
    )
    {
        if (!await isOperator(http))
            return KeyOf(http.Request) is null
                ? Problems.Of(
                    StatusCodes.Status401Unauthorized,
                    "Running a function needs the operator key, in x-functions-key or as a bearer token."
                )
                : Problems.Of(StatusCodes.Status403Forbidden, "This key may not run functions: it needs the scope operator.");
        if (http.RequestServices.GetRequiredService<FunctionCatalogue>().Find(name) is not { } function)
            return Problems.Of(StatusCodes.Status404NotFound, $"There is no queue or timer function {name}.");

        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var run = runner.RunAsync(new Invocation(function.Name, await InputAsync(http.Request)), stopping);
        if (http.Request.Query["wait"] != "true")
            return TypedResults.StatusCode(StatusCodes.Status202Accepted);
        return await run
            ? TypedResults.Text("{}", "application/json")
            : Problems.Of(StatusCodes.Status500InternalServerError, $"{function.Name} failed; the log says why.");
    }

    private static async Task<string?> InputAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        try
        {
            return string.IsNullOrWhiteSpace(body) ? null : JsonSerializer.Deserialize<AdminBody>(body, Json.Options)?.Input;
        }
        catch (JsonException fault)
        {
            throw new BadHttpRequestException("""The body must be {} or {"input":"text"}.""", fault);
        }
    }

    private sealed record AdminBody(string? Input);
}
