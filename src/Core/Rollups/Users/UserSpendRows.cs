using System.IO.Hashing;
using System.Text;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>The keys of <see cref="RollupTables.UserSpend"/>: user first, so that one person's rows lie together, to be limited or erased.</summary>
public static class UserSpendRows
{
    public const int Buckets = 8;

    public static string PartitionOf(string projectId, DateOnly day, int bucket) =>
        $"{RollupTables.DayPartition(projectId, day)}|{bucket:x}";

    public static int BucketOf(string? userId) => (int)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(userId ?? "")) % Buckets);

    public static string HourKey(string? userId, int hour) => $"{EscapeUser(userId)}|{hour:d2}";

    public static Row DeltaOf(SlotShard place, UserHour hour, UserMinutes minutes, IReadOnlyDictionary<string, object> at) =>
        RowOf(place.ProjectId, hour, $"|{place.Key}", minutes, at);

    public static Row HourOf(string projectId, UserHour hour, UserMinutes minutes) => RowOf(projectId, hour, "", minutes, Row.NoValues);

    /// <summary>A delta's key has the slot's two parts behind the user's two.</summary>
    public static bool IsDelta(Row row) => row.Key.Split('|').Length == 4;

    public static UserHour HourOf(Row row, DateOnly day)
    {
        var parts = row.Key.Split('|');
        return new UserHour(row.Text("user"), day, int.Parse(parts[1]));
    }

    public static string SlotKeyOf(Row delta) =>
        delta.Key[(delta.Key.IndexOf('|', delta.Key.IndexOf('|', StringComparison.Ordinal) + 1) + 1)..];

    public static UserMinutes MinutesOf(Row row) => UserMinutes.FromBytes(row.Bytes("p"));

    /// <summary>
    /// What a table's key must not hold is written as ~ and four hexadecimal digits; no user is <c>~</c> alone; a name that grows too long for
    /// a key ends in a hash. The id itself stands in the column <c>user</c>.
    /// </summary>
    public static string EscapeUser(string? userId)
    {
        if (userId is null)
            return "~";
        var key = new StringBuilder(userId.Length);
        foreach (var character in userId)
            if (char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or ':' or '@' or '-')
                key.Append(character);
            else
                key.Append('~').Append(((int)character).ToString("x4"));
        return key.Length <= 256 ? key.ToString() : $"{key.ToString(0, 200)}~~{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(userId)):x16}";
    }

    private static Row RowOf(
        string projectId,
        UserHour hour,
        string suffix,
        UserMinutes minutes,
        IReadOnlyDictionary<string, object> more
    ) =>
        new(
            PartitionOf(projectId, hour.Day, BucketOf(hour.UserId)),
            HourKey(hour.UserId, hour.Hour) + suffix,
            ValuesOf(hour, minutes, more)
        );

    private static Dictionary<string, object> ValuesOf(UserHour hour, UserMinutes minutes, IReadOnlyDictionary<string, object> more)
    {
        var values = new Dictionary<string, object>(more, StringComparer.Ordinal) { ["p"] = minutes.ToBytes() };
        if (hour.UserId is { } userId)
            values["user"] = userId;
        return values;
    }
}
