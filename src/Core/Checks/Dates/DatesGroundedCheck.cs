using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Checks.Dates;

/// <summary>
/// Every date of the output is a reading of a date in prompt or contexts; a swap of day and month is named as such.
/// <c>expected_locale</c> says the order where the call does not; <c>swaps_only</c> lets dates of no source pass, such as computed ones.
/// </summary>
public sealed class DatesGroundedCheck : IOutputCheck
{
    public const string Name = "dates_grounded";

    public string Type => Name;

    public Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters)
    {
        var locale = parameters.Locale();
        var swapsOnly = parameters.Flag("swaps_only");
        return subject =>
        {
            var stated = subject.ExpectedLocale is { } own && DateOrderRules.Of(own) != DateOrder.Unknown ? own : locale ?? subject.ExpectedLocale;
            return new DatesGrounded(subject, DateOrderRules.Of(stated), stated).Judge(swapsOnly);
        };
    }
}
