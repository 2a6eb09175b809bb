using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Changes;

/// <summary>Reads a change as it is posted.</summary>
public static class ChangeText
{
    private const int DescriptionCharacters = 2000;

    /// <summary>A provider announces long before; a diary is entered late.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(400);
    private static readonly TimeSpan Behind = TimeSpan.FromDays(400);

    /// <summary>The words of <see cref="ChangeKind"/>; people report only the first seven.</summary>
    public static IReadOnlyDictionary<string, ChangeKind> Kinds { get; } =
        new Dictionary<string, ChangeKind>(StringComparer.Ordinal)
        {
            ["model"] = ChangeKind.Model,
            ["prompt"] = ChangeKind.Prompt,
            ["retrieval"] = ChangeKind.Retrieval,
            ["data"] = ChangeKind.Data,
            ["code"] = ChangeKind.Code,
            ["config"] = ChangeKind.Config,
            ["provider_notice"] = ChangeKind.ProviderNotice,
            ["price"] = ChangeKind.Price,
            ["rules"] = ChangeKind.Rules,
        };

    /// <returns>The change, with <paramref name="now"/> where it names no time and an empty id where it brings none; null with the faults.</returns>
    public static (Change? Change, bool HasTime, IReadOnlyList<CallFault> Faults) Read(JsonElement json, DateTimeOffset now)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return (null, false, [new("", "a change must be a JSON object with kind and description")]);
        var faults = new List<CallFault>();
        var fields = new FieldReader(json, "", faults);
        var kind = fields.OneOf("kind", Kinds);
        if (kind is null && faults.Count == 0)
            fields.Fault("kind", $"is required: one of {string.Join(", ", Kinds.Keys)}");
        var description = fields.Text("description")?.Trim();
        if (description?.Length > DescriptionCharacters)
            fields.Fault("description", $"must have at most {DescriptionCharacters} characters");
        var version = fields.Name("version", CallLimits.NameCharacters);
        if (string.IsNullOrEmpty(description) && version is null)
            fields.Fault("description", "is required where there is no version: what was changed, in a sentence");
        var at = fields.Time("timestamp");
        if (at > now + Ahead || at < now - Behind)
            fields.Fault("timestamp", $"must be within {Ahead.TotalDays} days of now");
        var change = new Change(
            fields.Id("id") ?? "",
            kind ?? default,
            fields.Name("endpoint", CallLimits.NameCharacters),
            string.IsNullOrEmpty(description) ? $"Version {version}." : description,
            at ?? now,
            version
        );
        return faults.Count > 0 ? (null, false, faults) : (change, at is not null, []);
    }

    /// <summary>The same for the same content.</summary>
    /// <param name="when">The time that is part of the content.</param>
    internal static string IdOf(Change change, DateTimeOffset when)
    {
        var seed = string.Join('\n', change.Kind, change.Endpoint, change.Description, change.Version, when.UtcTicks);
        return $"{change.Kind.ToString().ToLowerInvariant()}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 10))}";
    }
}
