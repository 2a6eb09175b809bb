using System.Text.RegularExpressions;

namespace LlmMonitor.Core.Tests;

/// <summary>Which room of Core lies on which storey, and what it may look at. docs/ARCHITECTURE.md says why.</summary>
internal static class Storeys
{
    private static readonly (string Name, string[] Rooms)[] FromTheGroundUp =
    [
        ("ground", ["Statistics", "Text", "Telemetry", "Storage", "Money", "Projects", "Outbound"]),
        ("first", ["Calls", "Privacy", "Rollups"]),
        ("second", ["Monitors", "Checks", "Embeddings", "Probes", "Judge", "Mail", "Operations"]),
        ("third", ["Latency", "Reliability", "Cost", "Drift", "Feedback", "Safety", "Sessions", "Canaries", "GoldenSets", "Changes"]),
        ("roof", ["Alerts", "Incidents", "Reports", "SelfMonitoring"]),
    ];

    /// <summary>The only looks within a storey.</summary>
    private static readonly (string Room, string[] MaySee)[] WithinAStorey =
    [
        ("Storage", ["Statistics", "Money", "Telemetry"]),
        ("Projects", ["Statistics", "Money", "Storage"]),
        ("Outbound", ["Projects"]),
        ("Privacy", ["Calls"]),
        ("Probes", ["Checks"]),
        ("Judge", ["Probes"]),
        ("Rollups", ["Calls", "Privacy"]),
        ("Incidents", ["Alerts"]),
    ];

    /// <summary>The files that name every room.</summary>
    private static readonly string[] SeeAll = ["Catalogue.cs", "CoreServices.cs", "KeptTables.cs"];

    private static readonly Regex MentionedRoom = new(@"\bLlmMonitor\.Core\.(?<room>\w+)", RegexOptions.NonBacktracking);

    /// <param name="path">From src/Core, with slashes: <c>Cost/CostReport.cs</c>.</param>
    /// <returns>A sentence for each look that is not allowed, saying what to do.</returns>
    public static IEnumerable<string> Faults(string path, string source)
    {
        if (SeeAll.Contains(path))
            return [];
        if (!path.Contains('/', StringComparison.Ordinal))
            return [$"src/Core/{path} lies in no room. Move it to the room of the question that it answers."];
        var room = path[..path.IndexOf('/', StringComparison.Ordinal)];
        if (StoreyOf(room) is not { } storey)
            return [$"src/Core/{room} has no storey. Place the room in tests/Core.Tests/Storeys.cs and in docs/ARCHITECTURE.md."];
        return MentionedRoom
            .Matches(source)
            .Select(match => match.Groups["room"].Value)
            .Distinct()
            .Where(other => other != room && StoreyOf(other) is { } level && !MaySee(room, storey, other, level))
            .Select(other =>
                $"src/Core/{path} looks at {other}, which lies {(StoreyOf(other) == storey ? "on the same storey" : "above")} "
                + $"({FromTheGroundUp[storey].Name}: {room}). Move what both need to a lower room, or let the lower room declare a step that the catalogue fills."
            );
    }

    private static bool MaySee(string room, int storey, string other, int level) =>
        level < storey || WithinAStorey.Any(pair => pair.Room == room && pair.MaySee.Contains(other));

    private static int? StoreyOf(string room) =>
        Array.FindIndex(FromTheGroundUp, storey => storey.Rooms.Contains(room)) is var storey and >= 0 ? storey : null;
}
