using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Canaries;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Checks.Json;
using LlmMonitor.Core.Checks.Numbers;
using LlmMonitor.Core.Checks.Texts;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Cost.Monitors;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.GoldenSets;
using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Reliability;

namespace LlmMonitor.Core;

/// <summary>What there is, in plain lists: a new one is a line here.</summary>
public static class Catalogue
{
    /// <summary>What happens to a call between validation and writing, in this order. Redacting comes last: the others see the raw text.</summary>
    public static IReadOnlyList<Type> CallSteps { get; } =
    [typeof(PriceStep), typeof(ShapeStep), typeof(CheckStep), typeof(PromptHashStep), typeof(RedactStep)];

    /// <summary>What an endpoint's outputs can be held to.</summary>
    public static IReadOnlyList<IOutputCheck> Checks { get; } =
    [
        new DatesGroundedCheck(),
        new NumbersGroundedCheck(),
        new AmountsGroundedCheck(),
        new QuotesGroundedCheck(),
        new CitationsResolveCheck(),
        new JsonSchemaCheck(),
        new EnumInCheck(),
        new RegexCheck(),
        new NotRegexCheck(),
        new LanguageIsCheck(),
        new LengthBetweenCheck(),
        new NotRefusalCheck(),
    ];

    /// <summary>Work that outlasts a request.</summary>
    public static IReadOnlyList<Type> Operations { get; } =
    [typeof(Reprice), typeof(RebuildWork), typeof(EraseUserWork), typeof(CanaryWork), typeof(GoldenWork)];

    /// <summary>What looks at the last minutes of each project, each minute. The project's own alert rules come last.</summary>
    public static IReadOnlyList<Type> Monitors { get; } =
    [
        typeof(TtftP95Monitor),
        typeof(TtftP50Monitor),
        typeof(TbtP99Monitor),
        typeof(StallsMonitor),
        typeof(TotalP95Monitor),
        typeof(TokensPerSecondMonitor),
        typeof(ErrorRateMonitor),
        typeof(IngestSilenceMonitor),
        typeof(SpendSpikeMonitor),
        typeof(RequestLoopMonitor),
        typeof(UnpricedModelsMonitor),
        typeof(BudgetMonitor),
        typeof(RuleMonitor),
    ];

    /// <summary>Ways to reach people.</summary>
    public static IReadOnlyList<Type> Channels { get; } =
    [typeof(EmailChannel), typeof(WebhookChannel), typeof(SlackChannel), typeof(TeamsChannel), typeof(PagerDutyChannel)];
}
