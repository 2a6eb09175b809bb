using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Rollups;

/// <summary>
/// Everything that is known of one span of event time: a cell for each combination of dimensions, and the spend of each quarter of an hour,
/// by which local hours of any zone are drawn. Merges in any order to the same bytes.
/// </summary>
public sealed class RollupSet
{
    private const byte Version = 2;
    private readonly SortedDictionary<RollupKey, RollupCell> _cells = [];
    private readonly SortedDictionary<Minute, Spend> _quarters = [];

    public IReadOnlyDictionary<RollupKey, RollupCell> Cells => _cells;

    public IReadOnlyDictionary<Minute, Spend> Quarters => _quarters;

    /// <summary>Calls that came again under an id that counted already.</summary>
    public long Duplicates { get; private set; }

    public void Add(LlmCall call, RollupKey key)
    {
        CellOf(key).Add(call);
        var quarter = Minute.Of(call.Timestamp).Quarter;
        _quarters[quarter] = _quarters.GetValueOrDefault(quarter).Plus(Spend.Of(call));
    }

    /// <summary>A call whose id was claimed by another one adds nothing, but is counted.</summary>
    public void AddDuplicate() => Duplicates++;

    public void Merge(RollupSet other)
    {
        Duplicates += other.Duplicates;
        foreach (var (key, cell) in other._cells)
            CellOf(key).Merge(cell);
        foreach (var (quarter, spend) in other._quarters)
            _quarters[quarter] = _quarters.GetValueOrDefault(quarter).Plus(spend);
    }

    public byte[] ToBytes()
    {
        var to = new PackedWriter().Byte(Version).Count(Duplicates).Count(_quarters.Count);
        foreach (var (quarter, spend) in _quarters)
        {
            to.Count(quarter.Number);
            spend.Pack(to);
        }
        to.Count(_cells.Count);
        foreach (var (key, cell) in _cells)
        {
            to.Text(key.Endpoint).Text(key.Feature).Text(key.Model).Text(key.PromptVersion).Byte((byte)key.Origin);
            cell.Pack(to);
        }
        return to.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no rollup, or cut short.</exception>
    public static RollupSet FromBytes(ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes, "a rollup");
        if (from.Byte() is var version && version > Version)
            throw from.Fault($"version {version} is newer than this program reads");
        var set = new RollupSet { Duplicates = from.Count() };
        for (var left = from.Count(); left > 0; left--)
            set._quarters.Add(new Minute(from.Count()), Spend.Unpack(ref from));
        for (var left = from.Count(); left > 0; left--)
        {
            var key = new RollupKey(from.Text(), from.Text(), from.Text(), from.Text(), (CallOrigin)from.Byte());
            set._cells.Add(key, RollupCell.Unpack(ref from, version));
        }
        from.End();
        return set;
    }

    private RollupCell CellOf(RollupKey key)
    {
        if (!_cells.TryGetValue(key, out var cell))
            _cells[key] = cell = new RollupCell();
        return cell;
    }
}
