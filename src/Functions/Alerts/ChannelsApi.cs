using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Alerts;

/// <summary>Where a project's alerts go. What is a secret is written and never read again.</summary>
internal static class ChannelsApi
{
    private const int MostChannels = 20;
    private const int TextCharacters = 2000;

    public static void MapChannels(this IEndpointRouteBuilder v1)
    {
        var channels = v1.MapGroup("/channels").WithTags("Alerts");
        channels
            .MapPut("/{name}", PutAsync)
            .RequireScope(Scope.Admin)
            .WithName("PutChannel")
            .WithSummary("Send alerts to e-mail, a webhook, Slack, Teams or PagerDuty")
            .ProducesProblem(400);
        channels.MapGet("", ListAsync).RequireScope(Scope.Read).WithName("ListChannels").WithSummary("The channels, without their secrets");
        channels
            .MapDelete("/{name}", DeleteAsync)
            .RequireScope(Scope.Admin)
            .WithName("DeleteChannel")
            .WithSummary("Send no more to this channel")
            .ProducesProblem(404);
        channels
            .MapPost("/{name}/test", TestAsync)
            .RequireScope(Scope.Admin)
            .WithName("TestChannel")
            .WithSummary("Send a message that tells of nothing, and say whether it was taken")
            .ProducesProblem(404);
    }

    private static async Task<Results<Ok<ChannelAnswer>, ProblemHttpResult>> PutAsync(
        string name,
        ChannelRequest request,
        HttpContext context,
        ChannelStore channels,
        IEnumerable<IAlertChannel> kinds,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf().Id;
        var channel = new Channel(
            name,
            request.Type ?? "",
            request.Url,
            request.Secret,
            request.To ?? [],
            request.RoutingKey,
            request.MinSeverity ?? AlertSeverity.Warning
        );
        var faults = Faults(channel, [.. kinds]).ToList();
        if (faults.Count == 0 && (await channels.ListAsync(project, cancellation)).Count(other => other.Name != name) >= MostChannels)
            faults.Add(new(null, "name", $"a project has at most {MostChannels} channels"));
        if (faults.Count > 0)
            return Problems.Validation(faults);
        await channels.PutAsync(project, channel, cancellation);
        return TypedResults.Ok(ChannelAnswer.Of(channel));
    }

    private static async Task<Ok<ChannelList>> ListAsync(HttpContext context, ChannelStore channels, CancellationToken cancellation) =>
        TypedResults.Ok(new ChannelList([.. (await channels.ListAsync(context.ProjectOf().Id, cancellation)).Select(ChannelAnswer.Of)]));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name,
        HttpContext context,
        ChannelStore channels,
        CancellationToken cancellation
    ) =>
        Channel.IsName(name) && await channels.DeleteAsync(context.ProjectOf().Id, name, cancellation)
            ? TypedResults.NoContent()
            : NotFound();

    private static async Task<Results<Ok<ChannelTest>, ProblemHttpResult>> TestAsync(
        string name,
        HttpContext context,
        ChannelStore channels,
        NoticeDelivery delivery,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf();
        if (!Channel.IsName(name) || await channels.FindAsync(project.Id, name, cancellation) is not { } channel)
            return NotFound();
        var reason = await delivery.TestAsync(project, channel, cancellation);
        return TypedResults.Ok(new ChannelTest(reason is null, reason));
    }

    private static IEnumerable<RequestFault> Faults(Channel channel, IReadOnlyList<IAlertChannel> kinds)
    {
        if (!Channel.IsName(channel.Name))
            yield return new(null, "name", "must be 1 to 40 lower-case letters, digits or hyphens");
        foreach (var (field, text) in new[] { ("url", channel.Url), ("secret", channel.Secret) })
            if (text is { Length: > TextCharacters })
                yield return new(null, field, $"must be at most {TextCharacters} characters");
        if (kinds.FirstOrDefault(kind => kind.Kind == channel.Type) is not { } known)
            yield return new(null, "type", $"must be one of {string.Join(", ", kinds.Select(kind => kind.Kind))}");
        else
            foreach (var fault in known.Check(channel))
                yield return new(null, fault.Field, fault.Message);
    }

    private static ProblemHttpResult NotFound() => Problems.Of(404, "There is no such channel.");
}

internal sealed record ChannelRequest(
    string? Type,
    string? Url,
    string? Secret,
    IReadOnlyList<string>? To,
    string? RoutingKey,
    AlertSeverity? MinSeverity
);

internal sealed record ChannelList(IReadOnlyList<ChannelAnswer> Channels);

/// <param name="Url">Only where it leads; the path of such an address is a secret.</param>
/// <param name="Fault">Why it cannot be used as it is kept, and what to do; null where it can.</param>
internal sealed record ChannelAnswer(
    string Name,
    string Type,
    string? Url,
    bool HasSecret,
    IReadOnlyList<string> To,
    bool HasRoutingKey,
    AlertSeverity MinSeverity,
    string? Fault
)
{
    public static ChannelAnswer Of(Channel channel) =>
        new(
            channel.Name,
            channel.Type,
            channel.Url is { } url ? new Uri(url).GetLeftPart(UriPartial.Authority) + "/…" : null,
            channel.Secret is not null,
            channel.To,
            channel.RoutingKey is not null,
            channel.MinSeverity,
            channel.Fault
        );
}

/// <param name="Reason">Why it was not delivered, or whom it did not reach; null where all is well.</param>
internal sealed record ChannelTest(bool Delivered, string? Reason);
