using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Drift;

/// <summary>The outputs of a stream that window tests compare: its baseline and its latest. Changed in place by one run at a time.</summary>
public sealed class StreamWindow
{
    public const int MostRecent = 400;
    private const byte Version = 1;

    private readonly List<WindowOutput> _baseline = [];
    private readonly List<WindowOutput> _recent = [];
    private readonly Dictionary<int, long> _lookedAt = [];

    public IReadOnlyList<WindowOutput> Baseline => _baseline;

    /// <summary>Outputs since the baseline, oldest first.</summary>
    public IReadOnlyList<WindowOutput> Recent => _recent;

    /// <summary>Outputs that were added behind the baseline.</summary>
    public long Added { get; private set; }

    public void AddToBaseline(WindowOutput output) => _baseline.Add(output);

    public void Add(WindowOutput output)
    {
        _recent.Add(output);
        Added++;
        if (_recent.Count > MostRecent)
            _recent.RemoveAt(0);
    }

    /// <summary>How many outputs came since the last look with windows of this size.</summary>
    public long SinceLook(int size) => Added - _lookedAt.GetValueOrDefault(size);

    public void Looked(int size) => _lookedAt[size] = Added;

    /// <summary>Forgets vectors and segments of the outputs of these ids; what is counted of them stays.</summary>
    /// <returns>Whether there was any.</returns>
    public bool DropVectors(Func<string, bool> isTheirs)
    {
        var isChanged = false;
        foreach (var outputs in new[] { _baseline, _recent })
            for (var i = 0; i < outputs.Count; i++)
                if (isTheirs(outputs[i].Id) && outputs[i] is { Vector: not null } or { PromptVector: not null } or { Segment: not null })
                {
                    outputs[i] = outputs[i] with { Vector = null, PromptVector = null, Segment = null };
                    isChanged = true;
                }
        return isChanged;
    }

    public byte[] ToBytes()
    {
        var to = new PackedWriter().Byte(Version).Count(Added).Count(_lookedAt.Count);
        foreach (var (size, at) in _lookedAt.OrderBy(look => look.Key))
            to.Count(size).Count(at);
        foreach (var outputs in new[] { _baseline, _recent })
        {
            to.Count(outputs.Count);
            foreach (var output in outputs)
                output.Write(to);
        }
        return to.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no window, or of a newer program.</exception>
    public static StreamWindow FromBytes(ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes, "a stream's window");
        if (from.Byte() is var version && version != Version)
            throw from.Fault($"version {version} is newer than this program reads");
        var window = new StreamWindow { Added = from.Count() };
        for (var left = from.Count(); left > 0; left--)
            window._lookedAt[(int)from.Count()] = from.Count();
        foreach (var outputs in new[] { window._baseline, window._recent })
            for (var left = from.Count(); left > 0; left--)
                outputs.Add(WindowOutput.Read(ref from));
        from.End();
        return window;
    }
}
