using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Rollups;

/// <summary>What one user spent in each minute of an hour. Merges in any order to the same bytes.</summary>
public sealed class UserMinutes
{
    private const byte Version = 1;
    private readonly SortedDictionary<Minute, Spend> _minutes = [];

    public IReadOnlyDictionary<Minute, Spend> Minutes => _minutes;

    public void Add(Minute minute, Spend spend) => _minutes[minute] = _minutes.GetValueOrDefault(minute).Plus(spend);

    public void Merge(UserMinutes other)
    {
        foreach (var (minute, spend) in other._minutes)
            Add(minute, spend);
    }

    public byte[] ToBytes()
    {
        var to = new PackedWriter().Byte(Version).Count(_minutes.Count);
        foreach (var (minute, spend) in _minutes)
        {
            to.Count(minute.Number);
            spend.Pack(to);
        }
        return to.ToArray();
    }

    public static UserMinutes FromBytes(ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes, "the spend of a user");
        if (from.Byte() is var version && version != Version)
            throw from.Fault($"version {version} is not known, only {Version} is");
        var minutes = new UserMinutes();
        for (var left = from.Count(); left > 0; left--)
            minutes.Add(new Minute(from.Count()), Spend.Unpack(ref from));
        from.End();
        return minutes;
    }
}
