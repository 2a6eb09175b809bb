using System.Numerics;

namespace LlmMonitor.Core.Statistics.TwoSample;

/// <summary>
/// The labels that a permutation test gives its pooled sample: row 0 as they were observed, then B seeded draws that were as likely if nothing
/// had changed. Every view of one comparison shares one set, so that their p-values combine exactly (<see cref="MinP"/>).
/// <para>
/// A set bit says "current". The pooled sample lists the baseline first. Labels are exchanged only where the null hypothesis allows it: within
/// a segment (so that a shift of the mix of segments is no change), or within a pair (two answers to one prompt).
/// </para>
/// Source: Phipson and Smyth, "Permutation p-values should never be zero", 2010, for p = (1 + #)/(B + 1).
/// </summary>
public sealed class PermutationSet
{
    private readonly ulong[] _bits;

    private PermutationSet(int draws, int baseline, int current)
    {
        (Rows, Baseline, Current) = (draws + 1, baseline, current);
        Words = (Size + 63) / 64;
        _bits = new ulong[(long)Words * Rows];
    }

    /// <summary>B + 1.</summary>
    public int Rows { get; }

    public int Baseline { get; }

    public int Current { get; }

    /// <summary>Of the pooled sample.</summary>
    public int Size => Baseline + Current;

    /// <summary>Whether sample i of the baseline and sample i of the current ones answer the same prompt, and labels are swapped only between them.</summary>
    public bool IsPaired { get; private init; }

    internal int Words { get; }

    /// <summary>Sixty-four labels of every row: those of samples 64·word and on.</summary>
    internal ReadOnlySpan<ulong> Column(int word) => _bits.AsSpan(word * Rows, Rows);

    public bool IsCurrent(int row, int sample) => (_bits[(sample >> 6) * Rows + row] >> (sample & 63) & 1) != 0;

    /// <summary>Labels are exchanged within each segment.</summary>
    /// <param name="segments">A number of the segment of each pooled sample; null where there is one segment.</param>
    public static PermutationSet Unpaired(int baseline, int current, int draws, ulong seed, IReadOnlyList<int>? segments = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(baseline, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(current, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var size = baseline + current;
        if (segments is not null && segments.Count != size)
            throw new ArgumentException($"There are {segments.Count} segments for {size} samples. Give one for each.", nameof(segments));
        var members = Enumerable.Range(0, size).GroupBy(i => segments?[i] ?? 0).Select(group => group.ToArray()).ToArray();
        var set = new PermutationSet(draws, baseline, current);
        var row = new ulong[set.Words];
        for (var i = baseline; i < size; i++)
            row[i >> 6] |= 1UL << i;
        set.Put(0, row);
        var random = new SplitMix(seed);
        var counts = Array.ConvertAll(members, group => group.Count(i => i >= baseline));
        for (var draw = 1; draw <= draws; draw++)
        {
            Array.Clear(row);
            for (var s = 0; s < members.Length; s++)
                Choose(members[s], counts[s], row, ref random);
            set.Put(draw, row);
        }
        return set;
    }

    /// <summary>Labels are swapped, or not, within each pair: sample i and sample <paramref name="pairs"/> + i.</summary>
    public static PermutationSet Paired(int pairs, int draws, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var set = new PermutationSet(draws, pairs, pairs) { IsPaired = true };
        var row = new ulong[set.Words];
        var random = new SplitMix(seed);
        for (var draw = 0; draw <= draws; draw++)
        {
            Array.Clear(row);
            var coins = 0UL;
            for (var i = 0; i < pairs; i++)
            {
                if (draw > 0 && (i & 63) == 0)
                    coins = random.Next();
                var current = (coins >> i & 1) != 0 ? i : pairs + i;
                row[current >> 6] |= 1UL << current;
            }
            set.Put(draw, row);
        }
        return set;
    }

    /// <summary>The sum of the values of the samples that are current, for each row.</summary>
    public double[] SumsOfCurrent(ReadOnlySpan<double> values)
    {
        var sums = new double[Rows];
        for (var word = 0; word < Words; word++)
        {
            var column = Column(word);
            for (var row = 0; row < column.Length; row++)
            for (var bits = column[row]; bits != 0; bits &= bits - 1)
                sums[row] += values[64 * word + BitOperations.TrailingZeroCount(bits)];
        }
        return sums;
    }

    /// <summary>The base-2 logarithm of the number of distinct labellings: whether a p-value can become as small as is asked for.</summary>
    /// <param name="segments">As for <see cref="Unpaired"/>.</param>
    public static double Log2OfLabellings(int baseline, int current, IReadOnlyList<int>? segments) =>
        Enumerable
            .Range(0, baseline + current)
            .GroupBy(i => segments?[i] ?? 0)
            .Sum(group =>
            {
                var (size, chosen) = (group.Count(), group.Count(i => i >= baseline));
                return Enumerable.Range(1, chosen).Sum(k => Math.Log2((size - chosen + k) / (double)k));
            });

    private void Put(int row, ReadOnlySpan<ulong> labels)
    {
        for (var word = 0; word < Words; word++)
            _bits[word * Rows + row] = labels[word];
    }

    /// <summary>Sets the bits of a random subset. The order that it leaves is as good a start for the next draw as any.</summary>
    private static void Choose(int[] members, int count, ulong[] row, ref SplitMix random)
    {
        for (var i = 0; i < count; i++)
        {
            var j = i + random.Below(members.Length - i);
            (members[i], members[j]) = (members[j], members[i]);
            row[members[i] >> 6] |= 1UL << members[i];
        }
    }
}
