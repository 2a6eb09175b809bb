using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Sessions;

/// <summary>
/// Sessions go with the calls. Those in which a person's calls were made get a name that says nothing, so that what they came to stays in the figures. A session
/// without calls names nobody, and cannot be found.
/// </summary>
public sealed class SessionKeeping(SessionStore store, ITables tables) : IRetained, IPersonalData
{
    /// <summary>The truth and its summary.</summary>
    private const int RowsEach = 2;

    public async Task ForgetAsync(Forgetting forgetting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(forgetting);
        await store.ForgetAsync(
            forgetting.Project.Id,
            forgetting.Before.Calls,
            async rows =>
            {
                await tables.DeleteAllAsync(SessionStore.Table, rows, cancellation);
                forgetting.Count(SessionStore.Table, rows.Count);
                return !forgetting.IsOver;
            },
            cancellation
        );
    }

    public async Task EraseCallsAsync(Erasure erasure, IReadOnlyList<ErasedCall> calls, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        ArgumentNullException.ThrowIfNull(calls);
        foreach (var session in calls.Select(call => call.SessionId).OfType<string>().Distinct(StringComparer.Ordinal))
            if (await store.RenameAsync(erasure.Project.Id, session, NameOf(erasure, session), cancellation))
                erasure.Count(SessionStore.Table, RowsEach);
    }

    /// <summary>Another one for each erasure: what comes later under the same id is a session of its own.</summary>
    private static string NameOf(Erasure erasure, string session)
    {
        var subject = string.Create(CultureInfo.InvariantCulture, $"session|{session}|{erasure.Before.UtcTicks}");
        var hash = HMACSHA256.HashData(erasure.Project.PseudonymKey.Span, Encoding.UTF8.GetBytes(subject));
        return $"erased-{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";
    }
}
