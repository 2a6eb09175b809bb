using LlmMonitor.Core.Storage;
using Xunit;

namespace LlmMonitor.Contracts;

public abstract partial class TablesContract
{
    private async Task<List<Row>> ReadAsync(RowRange range) => await Tables.ReadAsync(Table, range, Cancellation).ToListAsync(Cancellation);

    private async Task<string> KeysAsync(RowRange range) =>
        string.Join(' ', (await ReadAsync(range)).Select(row => $"{row.Partition}{row.Key}"));

    private Task WriteAsync(params string[] rows) =>
        Tables.PutAllAsync(Table, [.. rows.Select(row => NewRow(row[..1], row[1..]))], Cancellation);

    [Fact]
    public async Task A_table_that_was_never_made_reads_as_empty() => Assert.Empty(await ReadAsync(RowRange.All));

    [Fact]
    public async Task A_range_of_more_rows_than_a_page_comes_whole_and_in_order()
    {
        string[] partitions = ["p1", "p2", "p3"];
        var rows = partitions.SelectMany(partition =>
            Enumerable.Range(0, 850).Select(n => NewRow(partition, $"{n * 7919 % 850:0000}", ("n", (long)n)))
        );
        await Tables.PutAllAsync(Table, [.. rows], Cancellation);

        var all = await ReadAsync(RowRange.All);
        Assert.Equal(2550, all.Count);
        Assert.Equal(all.OrderBy(row => row.Partition, StringComparer.Ordinal).ThenBy(row => row.Key, StringComparer.Ordinal), all);
        Assert.Equal(
            all.Where(row => row.Partition == "p2").Select(row => row.Key),
            (await ReadAsync(RowRange.In("p2"))).Select(row => row.Key)
        );
        Assert.Equal(1700, (await ReadAsync(RowRange.Partitions("p2", null))).Count);
    }

    [Fact]
    public async Task Order_is_by_character_and_not_by_language()
    {
        await WriteAsync("pa", "pB", "p_", "p~", "p10", "p9", "pä", "p");
        Assert.Equal("p p10 p9 pB p_ pa p~ pä", await KeysAsync(RowRange.In("p")));
    }

    [Fact]
    public async Task Bounds_of_keys_include_the_first_and_leave_out_the_last()
    {
        await WriteAsync("pa", "pb", "pc", "pd", "qb", "ob");
        Assert.Equal("pb pc", await KeysAsync(RowRange.Keys("p", "b", "d")));
        Assert.Equal("pa pb", await KeysAsync(RowRange.Keys("p", null, "c")));
        Assert.Equal("pc pd", await KeysAsync(RowRange.Keys("p", "c", null)));
        Assert.Equal("", await KeysAsync(RowRange.Keys("p", "e", null)));
    }

    [Fact]
    public async Task No_more_rows_come_than_were_asked_for()
    {
        await WriteAsync("pa", "pb", "pc", "qa");
        Assert.Equal("pa pb", await KeysAsync(RowRange.In("p") with { Most = 2 }));
        Assert.Equal("pa pb pc", await KeysAsync(RowRange.In("p") with { Most = 4 }));
        Assert.Equal("qa", await KeysAsync(RowRange.Partitions("q", null) with { Most = 1 }));
    }

    [Fact]
    public async Task A_prefix_finds_what_begins_with_it()
    {
        await WriteAsync("pa", "pab", "pab~", "pabä", "pac", "pb", "qab");
        Assert.Equal("pab pab~ pabä", await KeysAsync(RowRange.WithPrefix("p", "ab")));
        Assert.Equal("pa pab pab~ pabä pac pb", await KeysAsync(RowRange.WithPrefix("p", "")));
    }

    [Fact]
    public async Task Bounds_of_partitions_include_the_first_and_leave_out_the_last()
    {
        await WriteAsync("a1", "b1", "b2", "c1", "d1");
        Assert.Equal("b1 b2 c1", await KeysAsync(RowRange.Partitions("b", "d")));
        Assert.Equal("a1", await KeysAsync(RowRange.Partitions(null, "b")));
        Assert.Equal("c1 d1", await KeysAsync(RowRange.Partitions("c", null)));
        Assert.Equal("a1 b1 b2 c1 d1", await KeysAsync(RowRange.Partitions(null, null)));
    }

    [Fact]
    public async Task Chosen_columns_come_alone_and_the_etag_with_them()
    {
        var etag = await CommitAsync(RowChange.Put(NewRow("p", "k", ("a", 1L), ("b", "large"), ("c", true))));

        var row = Assert.Single(await ReadAsync(RowRange.In("p") with { Columns = ["c", "a", "absent"] }));
        Assert.Equal(("p", "k", etag), (row.Partition, row.Key, row.ETag));
        Assert.Equal(["a", "c"], row.Values.Keys.Order());
        Assert.Empty(Assert.Single(await ReadAsync(RowRange.In("p") with { Columns = [] })).Values);
    }

    [Fact]
    public async Task A_reader_may_write_while_it_reads()
    {
        await Tables.PutAllAsync(Table, [.. Enumerable.Range(0, 300).Select(n => NewRow("p", $"{n:000}"))], Cancellation);

        var seen = 0;
        await foreach (var row in Tables.ReadAsync(Table, RowRange.In("p"), Cancellation))
            if (seen++ % 50 == 0)
                await CommitAsync(RowChange.Delete(row.Partition, row.Key, row.ETag));

        Assert.Equal(300, seen);
        Assert.Equal(294, (await ReadAsync(RowRange.In("p"))).Count);
    }
}
