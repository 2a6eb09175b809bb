namespace LlmMonitor.Core.Checks.Numbers;

/// <summary>
/// Every amount of money in the output stands in prompt or contexts: the same number, at the same scale, and in the same currency where the
/// source names one. <c>expected_locale</c> decides between the readings of 1.234 in the output.
/// </summary>
public sealed class AmountsGroundedCheck : IOutputCheck
{
    private const int MostAmounts = 1000;

    public string Type => "amounts_grounded";

    public Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters)
    {
        var locale = parameters.Locale();
        return subject => Judge(subject, NumberUnits.DecimalSignOf(subject.ExpectedLocale ?? locale));
    }

    private static CheckFinding Judge(CheckSubject subject, char? decimalSign)
    {
        var amounts = NumbersGroundedCheck.Stated(subject.Response, decimalSign).Where(number => number.Currency is not null).Take(MostAmounts).ToList();
        if (amounts.Count == 0)
            return CheckFinding.NotApplicable("the output states no amount of money");
        if (!subject.HasSources)
            return CheckFinding.NotApplicable("there is no prompt and no context to compare with");
        foreach (var amount in amounts)
            if (Fault(amount, subject.Numbers) is { } fault)
                return CheckFinding.Failed(fault);
        return CheckFinding.Passed;
    }

    private static string? Fault(NumberMention amount, NumberSources sources)
    {
        if (!sources.Have(amount))
            return $"output says {amount.Quote}, no source does{NumbersGroundedCheck.Nearest(amount, sources)}";
        NumberMention? otherCurrency = null;
        foreach (var source in sources.Mentions)
        {
            if (!source.Is(amount.Value, amount.Tolerance) && !(amount.Other is { } other && source.Is(other, 0)))
                continue;
            if (NumberUnits.MayBeSame(amount.Currency, source.Currency))
                return null;
            otherCurrency ??= source;
        }
        return otherCurrency is null ? null : $"output says {amount.Quote}, source says {otherCurrency.Quote}: the currency differs";
    }
}
