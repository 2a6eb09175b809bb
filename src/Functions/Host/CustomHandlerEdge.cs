using System.Text.Json;

namespace LlmMonitor.Functions.Host;

/// <summary>The edge where the Functions host calls: <c>POST /{FunctionName}</c> over loopback for each queue and timer function.</summary>
public static class CustomHandlerEdge
{
    public static void MapTriggers(this WebApplication app)
    {
        foreach (var name in app.Services.GetRequiredService<FunctionCatalogue>().Names)
            app.MapPost($"/{name}", (HttpContext http, FunctionRunner runner) => AnswerAsync(name, http, runner)).ExcludeFromDescription();
    }

    /// <summary>
    /// 200 deletes the message, anything else brings it again. An empty 200 or a 204 would hang until functionTimeout kills the process,
    /// so that a success always has a body.
    /// </summary>
    private static async Task<IResult> AnswerAsync(string name, HttpContext http, FunctionRunner runner)
    {
        // The host sets this header on what comes from outside and never on a trigger: no outside caller may pull one.
        if (http.Request.Headers.ContainsKey("X-Forwarded-Host"))
            return Problems.Of(StatusCodes.Status404NotFound, "There is nothing here.");
        try
        {
            using var envelope = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            return await runner.RunAsync(InvocationEnvelope.Decode(name, envelope.RootElement), http.RequestAborted)
                ? TypedResults.Text("{}", "application/json")
                : Problems.Of(StatusCodes.Status500InternalServerError, $"{name} failed; the log says why.");
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, $"This is no invocation of {name}: {fault.Message}");
        }
    }
}
