using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Tests.Incidents.Made;

/// <summary>Draws what goes wrong.</summary>
internal static class MadePlots
{
    public static Plot Draw(MadeKind kind, MadeApp app, Random random)
    {
        var at = MadeApp.Start.AddHours(120 + 30 * random.NextDouble());
        var symptom = random.Next(10) switch
        {
            < 5 => Symptom.Checks,
            < 7 => Symptom.OutputDrift,
            < 9 => Symptom.Feedback,
            _ => Symptom.Safety,
        };
        var plot = new Plot
        {
            Kind = kind,
            Truth = CauseKind.Unknown,
            Symptom = symptom,
            At = at,
            AlertsAfter = symptom == Symptom.OutputDrift ? 100 + random.Next(200) : 15 + random.Next(60),
            Harm = symptom == Symptom.Safety ? 0.1 + 0.2 * random.NextDouble() : 0.15 + 0.5 * random.NextDouble(),
            Endpoint = MadeApp.Endpoints[random.Next(2)],
            IsSeen = random.NextDouble() < 0.7,
            IsBound = symptom == Symptom.OutputDrift || random.Next(2) == 0,
        };
        CauseKind ModelOrPrompt() => random.Next(2) == 0 ? CauseKind.Model : CauseKind.Prompt;
        return kind switch
        {
            MadeKind.ModelSwap => plot with { Truth = CauseKind.Model },
            MadeKind.PromptChange => plot with { Truth = CauseKind.Prompt, IsSeen = true, Rollout = random.Next(3) == 0 ? 0.5 : 1 },
            // Answers of an old index read as before: people and checks notice, the form of outputs hardly.
            MadeKind.StaleIndex => plot with
            {
                Truth = CauseKind.Data,
                Endpoint = "search",
                Symptom = symptom is Symptom.OutputDrift or Symptom.Safety ? Symptom.Feedback : symptom,
            },
            MadeKind.TrafficShift => plot with { Truth = CauseKind.Traffic, Surge = ("pl-trial", 0.25 + 0.4 * random.NextDouble()) },
            MadeKind.TwoChanges => plot with { Truth = ModelOrPrompt(), IsSeen = true },
            MadeKind.OneSegment => plot with
            {
                Truth = ModelOrPrompt(),
                IsSeen = true,
                Segment = MadeApp.Segments[random.Next(1, 5)],
                Harm = 0.3 + 0.4 * random.NextDouble(),
            },
            MadeKind.Gradual => plot with
            {
                Truth = random.Next(2) == 0 ? CauseKind.Model : CauseKind.Data,
                GrowsHours = 8 + 16 * random.NextDouble(),
                Symptom = symptom == Symptom.OutputDrift ? Symptom.Checks : symptom,
                Endpoint = "search",
                IsSeen = true,
            },
            _ => plot with { Harm = 0, AlertsAfter = 0 },
        };
    }
}
