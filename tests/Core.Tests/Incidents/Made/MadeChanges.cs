using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Tests.Incidents.Made;

/// <summary>Which versions are in use when, what people told of it, and changes that harm nobody.</summary>
internal sealed class MadeChanges
{
    private readonly Plot _plot;

    /// <summary>An endpoint whose prompt got a new version harmlessly, and when.</summary>
    private readonly (string Endpoint, DateTimeOffset At)? _harmlessPrompt;
    private readonly DateTimeOffset? _harmlessModel;

    public MadeChanges(Plot plot, Random random)
    {
        _plot = plot;
        List<Change> told = [];
        if (plot.Kind == MadeKind.TwoChanges)
        {
            // Another change, half an hour to five hours before or after, that is innocent.
            var at = plot.At.AddHours((random.Next(3) == 0 ? 1 : -1) * (0.5 + 4.5 * random.NextDouble()));
            if (plot.Truth == CauseKind.Model)
                _harmlessPrompt = (plot.Endpoint, at);
            else
                _harmlessModel = at;
        }
        else if (random.NextDouble() < 0.5)
        {
            _harmlessPrompt = (MadeApp.Endpoints[random.Next(3)], plot.At.AddHours(-6 - 36 * random.NextDouble()));
            if (_harmlessPrompt.Value.Endpoint == plot.Endpoint && plot.Truth == CauseKind.Prompt)
                _harmlessPrompt = null;
        }
        if (random.NextDouble() < 0.3)
            told.Add(Of(ChangeKind.Config, plot.At.AddHours(-40 * random.NextDouble()), "The web server has a new certificate."));
        if (plot.Truth == CauseKind.Prompt && random.Next(2) == 0)
            told.Add(Of(ChangeKind.Prompt, Rounded(plot.At), "Shorter instructions.", plot.Endpoint, "v8"));
        if (plot.Truth == CauseKind.Model && plot.IsSeen && random.Next(3) == 0)
            told.Add(Of(ChangeKind.Model, Rounded(plot.At), "The provider's new version.", version: "gpt-x-2026-03-05"));
        if (plot.Truth == CauseKind.Data && random.NextDouble() < 0.6)
            told.Add(
                Of(
                    ChangeKind.Retrieval,
                    Rounded(plot.At),
                    "The indexer was moved to another cluster.",
                    random.Next(2) == 0 ? "search" : null
                )
            );
        if (_harmlessPrompt is { } harmless && random.Next(2) == 0)
            told.Add(Of(ChangeKind.Prompt, Rounded(harmless.At), "A typing error in the greeting.", harmless.Endpoint, "v8"));
        Told = told;
    }

    public IReadOnlyList<Change> Told { get; }

    /// <summary>How far the fault has spread at a time, 0 to 1.</summary>
    public double Spread(DateTimeOffset time) =>
        _plot.Kind == MadeKind.Nothing || time < _plot.At ? 0
        : _plot.GrowsHours == 0 ? _plot.Rollout
        : Math.Min(1, (time - _plot.At).TotalHours / _plot.GrowsHours);

    /// <param name="isNew">Whether this call is served by what is at fault.</param>
    public string PromptVersion(string endpoint, DateTimeOffset time, bool isNew) =>
        _harmlessPrompt is { } harmless && harmless.Endpoint == endpoint && time >= harmless.At ? "v8"
        : _plot.Truth == CauseKind.Prompt && isNew ? "v8"
        : "v7";

    public string ResponseModel(DateTimeOffset time, bool isNew) =>
        (_plot.Truth == CauseKind.Model && _plot.IsSeen && isNew) || time >= _harmlessModel ? "gpt-x-2026-03-05" : "gpt-x-2025-11-20";

    private static Change Of(ChangeKind kind, DateTimeOffset at, string description, string? endpoint = null, string? version = null) =>
        new("", kind, endpoint, description, at, version);

    private static DateTimeOffset Rounded(DateTimeOffset time) =>
        new(time.Year, time.Month, time.Day, time.Hour, time.Minute / 15 * 15, 0, TimeSpan.Zero);
}
