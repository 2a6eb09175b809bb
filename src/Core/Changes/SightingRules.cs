using System.IO.Hashing;
using System.Text;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Changes;

/// <summary>Which versions a call shows, and which changes follow from the versions that were seen.</summary>
public static class SightingRules
{
    /// <summary>Of users' calls only: a canary may ask a model that no user meets.</summary>
    public static IEnumerable<Sighting> Of(LlmCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Origin != CallOrigin.User)
            yield break;
        var at = call.Timestamp;
        yield return new(new(VersionKind.Model, call.Endpoint, call.Feature), call.Model, at);
        if (call.PromptVersion is { } version)
            yield return new(new(VersionKind.PromptVersion, call.Endpoint, call.Feature), version, at);
        if (call.ResponseModel is { } answered)
            yield return new(new(VersionKind.ResponseModel, call.Endpoint, call.Model), answered, at);
        if (call.SystemFingerprint is { } fingerprint)
            yield return new(new(VersionKind.SystemFingerprint, call.Endpoint, call.Model), fingerprint, at);
        if (call.Cost is { PricedModel: { } priced, PriceFrom: { } from })
            yield return new(new(VersionKind.Price, null, priced), $"{from:yyyy-MM-dd}", at);
    }

    /// <summary>The same for the same thing and value, whenever it was seen.</summary>
    public static string KeyOf(VersionOf of, string value) =>
        $"{of.Kind.ToString().ToLowerInvariant()}-{Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes($"{of.Endpoint}\n{of.Within}\n{value}")))}";

    /// <summary>A change for each value but the first of its thing. A pure function of what was seen: folding late or twice changes no more than times.</summary>
    public static IEnumerable<Change> Changes(IEnumerable<Sighting> sightings) =>
        sightings
            .GroupBy(sighting => sighting.Of)
            .SelectMany(thing =>
            {
                var inOrder = thing.OrderBy(sighting => sighting.At).ThenBy(sighting => sighting.Value, StringComparer.Ordinal).ToList();
                return inOrder.Zip(inOrder.Skip(1), (before, now) => ChangeOf(now, before.Value));
            });

    private static Change ChangeOf(Sighting sighting, string before)
    {
        var (kind, endpoint, within) = sighting.Of;
        var isFeatures = kind is VersionKind.PromptVersion or VersionKind.Model;
        var where = (endpoint is null ? "" : $" at {endpoint}") + (isFeatures && within is not null ? $", feature {within}" : "");
        var what = kind switch
        {
            VersionKind.PromptVersion => $"Prompt version {sighting.Value} first seen{where}; before: {before}.",
            VersionKind.Model => $"Model {sighting.Value} first asked{where}; before: {before}.",
            VersionKind.ResponseModel => $"{within} first answered as {sighting.Value}{where}; before: {before}.",
            VersionKind.SystemFingerprint => $"{within} first answered with fingerprint {sighting.Value}{where}; before: {before}.",
            _ => $"{within} is priced by the row of {sighting.Value}; before: {before}.",
        };
        return new(KeyOf(sighting.Of, sighting.Value), KindOf(kind), endpoint, what, sighting.At, sighting.Value)
        {
            Feature = isFeatures ? within : null,
            Model =
                kind == VersionKind.Model ? sighting.Value
                : isFeatures ? null
                : within,
            Before = before,
            Source = ChangeSource.Seen,
        };
    }

    private static ChangeKind KindOf(VersionKind kind) =>
        kind switch
        {
            VersionKind.PromptVersion => ChangeKind.Prompt,
            VersionKind.Price => ChangeKind.Price,
            _ => ChangeKind.Model,
        };
}
