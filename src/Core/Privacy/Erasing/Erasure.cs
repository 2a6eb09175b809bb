using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Privacy;

/// <summary>One person who is being erased from one project: how they are named, and which rows were erased so far.</summary>
/// <param name="userId">As the caller reported it.</param>
/// <param name="keyName">As it stands in keys.</param>
/// <param name="before">Calls received up to then are erased; whoever comes again later is somebody new.</param>
public sealed class Erasure(Project project, string userId, string keyName, DateTimeOffset before)
{
    private readonly Dictionary<string, long> _rows = new(StringComparer.Ordinal);

    public Project Project => project;

    public string UserId => userId;

    public string KeyName => keyName;

    public DateTimeOffset Before => before;

    /// <summary>Rows by table.</summary>
    public IReadOnlyDictionary<string, long> Rows => _rows;

    public PersonName Name { get; } = new(userId, project.PseudonymKey.IsEmpty ? null : Pseudonym.Of(userId, project.PseudonymKey.Span));

    public void Count(string table, long rows)
    {
        if (rows > 0)
            _rows[table] = _rows.GetValueOrDefault(table) + rows;
    }
}

/// <summary>A call of the person, where it lies, and the session in which it was made; null where none was named.</summary>
public sealed record ErasedCall(SlotShard Place, string RequestId, string? SessionId);
