using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Cost.Budgets;

/// <summary>Budgets of all projects. Section <c>LlmMonitor:Budgets</c>.</summary>
public sealed class BudgetOptions
{
    public const string Section = "LlmMonitor:Budgets";

    /// <summary>
    /// The soft limit of each user in each project, until the project sets its own. USD a sliding hour; empty sets none. 20: a person at a chat
    /// spends cents an hour and a coding assistant a few dollars, while a loop of one call a second passes it within minutes.
    /// </summary>
    [Range(0, 1e9)]
    public decimal? DefaultUserUsdPerHour { get; set; } = 20;

    /// <summary>The soft limit of each feature in each project, until the project sets its own. USD a day; empty sets none. 500: seen before the month's bill is.</summary>
    [Range(0, 1e9)]
    public decimal? DefaultFeatureUsdPerDay { get; set; } = 500;

    /// <summary>How long a reservation waits for its call. Minutes, 1 to 60. 10: longer than a call takes, shorter than a person waits after a crash.</summary>
    [Range(1, 60)]
    public int ReservationMinutes { get; set; } = 10;

    /// <summary>What a reservation is answered when storage fails before the project's budgets were ever read. Open: a monitor must not stop what it watches.</summary>
    public OnError WhenUnknown { get; set; } = OnError.Open;
}
