using System.IO.Compression;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Host.Bodies;

/// <summary>
/// Unpacks gzipped bodies before a route reads them, so that every route takes them. Bounded while unpacking: a small body cannot become a large one.
/// </summary>
internal static class GzipBodies
{
    /// <summary>Comes after the keys, and only where they are asked for: nobody unknown makes us unpack anything.</summary>
    public static void UseGzipBodies(this IApplicationBuilder app) =>
        app.UseWhen(
            http =>
                http.GetEndpoint() is RouteEndpoint && http.Request.Path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase),
            v1 =>
                v1.Use(
                    async (http, next) =>
                    {
                        if (await UnpackAsync(http.Request, http.RequestAborted) is { } refusal)
                            await refusal.ExecuteAsync(http);
                        else
                            await next(http);
                    }
                )
        );

    private static async Task<ProblemHttpResult?> UnpackAsync(HttpRequest request, CancellationToken cancellation)
    {
        var encoding = request.Headers.ContentEncoding.ToString().ToLowerInvariant();
        if (encoding is "" or "identity")
            return null;
        if (encoding != "gzip")
            return Problems.Of(415, $"A body may be plain or gzipped, not '{encoding}'.");
        try
        {
            await using var packed = new GZipStream(request.Body, CompressionMode.Decompress);
            var unpacked = new MemoryStream();
            var buffer = new byte[81_920];
            for (int read; (read = await packed.ReadAsync(buffer, cancellation)) > 0; )
            {
                if (unpacked.Length + read > HostSetup.LargestBodyBytes)
                    return Problems.Of(413, $"A body holds at most {HostSetup.LargestBodyBytes / 1024 / 1024} MB, unpacked.");
                unpacked.Write(buffer, 0, read);
            }
            unpacked.Position = 0;
            request.Body = unpacked;
            request.ContentLength = unpacked.Length;
            request.Headers.ContentEncoding = default;
            return null;
        }
        catch (InvalidDataException)
        {
            return Problems.Of(400, "The body is said to be gzipped but is not.");
        }
    }
}
