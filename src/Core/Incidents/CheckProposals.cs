using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;

namespace LlmMonitor.Core.Incidents;

/// <summary>Which output checks would have seen an incident: those kinds that need no parameters, tried on its calls. Pure.</summary>
public static class CheckProposals
{
    /// <summary>Healthy calls that may fail: a check that fails one in ten would ring for ever.</summary>
    private const double MostHealthy = 0.1;

    /// <param name="telling">Calls that show the failure.</param>
    /// <param name="healthy">Calls of before; may be none.</param>
    /// <param name="held">Kinds that the endpoint is held to already.</param>
    /// <returns>Those that at least half of the telling calls fail and hardly any healthy one, those that see most first.</returns>
    public static IReadOnlyList<CheckProposal> Of(
        IReadOnlyList<CheckSubject> telling,
        IReadOnlyList<CheckSubject> healthy,
        IReadOnlySet<string> held,
        IReadOnlyList<IOutputCheck> known
    )
    {
        ArgumentNullException.ThrowIfNull(telling);
        ArgumentNullException.ThrowIfNull(healthy);
        if (telling.Count == 0)
            return [];
        return
        [
            .. known
                .Where(check => !held.Contains(check.Type))
                .Select(check => Tried(check.Type, telling, healthy, known))
                .OfType<CheckProposal>()
                .Where(tried => tried.Seen * 2 >= telling.Count && tried.SeenHealthy <= MostHealthy * healthy.Count)
                .OrderByDescending(tried => tried.Seen)
                .ThenBy(tried => tried.Type, StringComparer.Ordinal),
        ];
    }

    private static CheckProposal? Tried(
        string type,
        IReadOnlyList<CheckSubject> telling,
        IReadOnlyList<CheckSubject> healthy,
        IReadOnlyList<IOutputCheck> known
    )
    {
        var definition = JsonSerializer.SerializeToElement(new { name = type.Replace('_', '-'), type });
        var (checks, faults) = CheckRules.Read(JsonSerializer.SerializeToElement(new[] { definition }), known);
        if (faults.Count > 0)
            return null; // It needs parameters, which nobody knows here.
        int Failing(IReadOnlyList<CheckSubject> calls) => calls.Count(call => checks.Evaluate(call)[0].Outcome == CheckOutcome.Fail);
        return new(type, definition, Failing(telling), telling.Count, Failing(healthy), healthy.Count);
    }
}

/// <param name="Definition">As an endpoint's checks are set.</param>
/// <param name="Seen">Of <paramref name="Telling"/> calls, those that it fails.</param>
/// <param name="SeenHealthy">Of <paramref name="Healthy"/> calls of before, those that it fails, too.</param>
public sealed record CheckProposal(string Type, JsonElement Definition, int Seen, int Telling, int SeenHealthy, int Healthy)
{
    public string Sentence =>
        $"{Type} fails {Seen} of the {Telling} calls chosen"
        + (Healthy == 0 ? "; no healthy one was at hand to try it on." : $", and {SeenHealthy} of {Healthy} healthy ones of before.");
}
