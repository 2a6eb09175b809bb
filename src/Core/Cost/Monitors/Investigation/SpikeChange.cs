using System.Text.Json.Nodes;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>
/// How much of an excess comes from more calls, and how much from costlier ones: excess = (n₁ − n₀)·c₀ + n₁·(c₁ − c₀), with n calls at a mean
/// cost of c, before and now. Where nothing was usual, all of it comes from more calls.
/// </summary>
public sealed class SpikeChange(SpendShare share)
{
    private readonly double? _before = share.UsualCalls > 0 ? share.UsualUsd / share.UsualCalls : null;
    private readonly double? _now = share.Calls > 0 ? share.Usd / share.Calls : null;

    private double MoreCallsUsd => _before is { } before ? (share.Calls - share.UsualCalls) * before : share.ExcessUsd;

    private double CostlierUsd => share.ExcessUsd - MoreCallsUsd;

    public string Words =>
        _before is null ? "by calls that were not there before"
        : MoreCallsUsd >= 2 * CostlierUsd ? "by more calls, not costlier ones"
        : CostlierUsd >= 2 * MoreCallsUsd ? "by costlier calls, not more of them"
        : "by more calls and by costlier ones";

    public JsonObject ToJson() =>
        new()
        {
            ["n_calls"] = share.Calls,
            ["usual_n_calls"] = Math.Round(share.UsualCalls, 2),
            ["usd_per_call"] = _now,
            ["usual_usd_per_call"] = _before,
            ["share_by_more_calls"] = share.ExcessUsd > 0 ? Math.Round(MoreCallsUsd / share.ExcessUsd, 4) : null,
            ["share_by_costlier_calls"] = share.ExcessUsd > 0 ? Math.Round(CostlierUsd / share.ExcessUsd, 4) : null,
        };
}
