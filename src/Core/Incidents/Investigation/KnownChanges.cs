using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Incidents;

/// <summary>The changes of a project as the analyser sees them.</summary>
internal static class KnownChanges
{
    public static KnownChange Of(Change change) =>
        new(KindOf(change.Kind), change.At, change.Description)
        {
            Id = change.Id,
            Endpoint = change.Endpoint,
            Feature = change.Feature,
            Version = change.Version,
            Before = change.Before,
            SeenBySystem = change.Source == ChangeSource.Seen,
        };

    private static KnownChangeKind KindOf(ChangeKind kind) =>
        kind switch
        {
            ChangeKind.Model => KnownChangeKind.Model,
            ChangeKind.Prompt => KnownChangeKind.Prompt,
            ChangeKind.Retrieval => KnownChangeKind.Retrieval,
            ChangeKind.Data => KnownChangeKind.Data,
            ChangeKind.Code => KnownChangeKind.Code,
            ChangeKind.Config => KnownChangeKind.Config,
            ChangeKind.Price => KnownChangeKind.Price,
            ChangeKind.Rules => KnownChangeKind.Rules,
            _ => KnownChangeKind.ProviderNotice,
        };
}
