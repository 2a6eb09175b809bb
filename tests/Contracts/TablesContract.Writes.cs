using LlmMonitor.Core.Storage;
using Xunit;

namespace LlmMonitor.Contracts;

public abstract partial class TablesContract
{
    [Theory]
    [InlineData("no change")]
    [InlineData("101 changes")]
    [InlineData("two partitions")]
    [InlineData("one key twice")]
    [InlineData("4 MB of binary")]
    [InlineData("2 MB of quotes")]
    [InlineData("a text over 64 KB")]
    [InlineData("a binary over 64 KB")]
    [InlineData("a row over 1 MB")]
    [InlineData("253 columns")]
    [InlineData("a value of a strange type")]
    [InlineData("a number that is none")]
    [InlineData("a time before 1601")]
    [InlineData("a column with a hyphen")]
    [InlineData("a column named RowKey")]
    [InlineData("a key with a slash")]
    [InlineData("a key with a line break")]
    [InlineData("a key of 513 characters")]
    [InlineData("a partition with a question mark")]
    public async Task What_breaks_a_limit_of_Azure_is_refused_before_anything_is_written(string what)
    {
        var full = Enumerable.Range(0, 15).Select(n => ($"c{n}", (object)new byte[65_000])).ToArray();
        RowChange[] changes = what switch
        {
            "no change" => [],
            "101 changes" => [.. Enumerable.Range(0, 101).Select(n => RowChange.Put(NewRow("p", $"{n}")))],
            "two partitions" => [RowChange.Put(NewRow("p", "a")), RowChange.Put(NewRow("q", "b"))],
            "one key twice" => [RowChange.Put(NewRow("p", "a")), RowChange.Delete("p", "a")],
            "4 MB of binary" => [.. Enumerable.Range(0, 4).Select(n => RowChange.Put(NewRow("p", $"{n}", full)))],
            "2 MB of quotes" =>
            [
                .. Enumerable.Range(0, 40).Select(n => RowChange.Put(NewRow("p", $"{n}", ("c", new string('"', 25_000))))),
            ],
            "a text over 64 KB" => [RowChange.Put(NewRow("p", "a", ("c", new string('x', 32_769))))],
            "a binary over 64 KB" => [RowChange.Put(NewRow("p", "a", ("c", new byte[65_537])))],
            "a row over 1 MB" => [RowChange.Put(NewRow("p", "a", [.. full, ("c15", new byte[65_000]), ("c16", new byte[65_000])]))],
            "253 columns" => [RowChange.Put(NewRow("p", "a", [.. Enumerable.Range(0, 253).Select(n => ($"c{n}", (object)1L))]))],
            "a value of a strange type" => [RowChange.Put(NewRow("p", "a", ("c", 1.5m)))],
            "a number that is none" => [RowChange.Put(NewRow("p", "a", ("c", double.NaN)))],
            "a time before 1601" => [RowChange.Put(NewRow("p", "a", ("c", DateTimeOffset.MinValue)))],
            "a column with a hyphen" => [RowChange.Put(NewRow("p", "a", ("a-b", 1L)))],
            "a column named RowKey" => [RowChange.Put(NewRow("p", "a", ("RowKey", "b")))],
            "a key with a slash" => [RowChange.Put(NewRow("p", "a/b"))],
            "a key with a line break" => [RowChange.Put(NewRow("p", "a\nb"))],
            "a key of 513 characters" => [RowChange.Put(NewRow("p", new string('x', 513)))],
            _ => [RowChange.Put(NewRow("p?", "a"))],
        };

        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync(changes));
        Assert.Empty(await ReadAsync(RowRange.All));
    }

    [Theory]
    [InlineData("has-hyphen")]
    [InlineData("1st")]
    [InlineData("ab")]
    public async Task A_name_that_Azure_refuses_for_a_table_is_refused(string table) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Tables.CommitAsync(table, [RowChange.Put(NewRow("p", "k"))], Cancellation));

    [Fact]
    public async Task What_just_holds_the_limits_is_written()
    {
        await CommitAsync([.. Enumerable.Range(0, 100).Select(n => RowChange.Put(NewRow("p", $"{n}", ("c", new string('x', 32_768)))))]);
        await CommitAsync(
            RowChange.Put(NewRow("q", new string('k', 512), [.. Enumerable.Range(0, 252).Select(n => ($"c{n}", (object)new byte[2500]))]))
        );

        Assert.Equal(100, (await ReadAsync(RowRange.In("p"))).Count);
        Assert.Equal(252, Assert.Single(await ReadAsync(RowRange.In("q"))).Values.Count);
    }

    [Fact]
    public async Task Fifty_writers_at_once_lose_nothing()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(async writer =>
                {
                    for (var n = 0; n < 4; n++)
                        await CommitAsync(RowChange.Insert(NewRow($"p{writer % 5}", $"{writer:00}-{n}")));
                })
        );

        Assert.Equal(200, (await ReadAsync(RowRange.All)).Count);
    }

    [Fact]
    public async Task Of_many_who_update_one_version_exactly_one_wins()
    {
        var etag = await CommitAsync(RowChange.Insert(NewRow("p", "k")));

        var won = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async n =>
                {
                    try
                    {
                        await CommitAsync(RowChange.Update(NewRow("p", "k", ("n", (long)n)) with { ETag = etag }));
                        return n;
                    }
                    catch (RowConflictException)
                    {
                        return -1;
                    }
                })
        );

        Assert.Equal(Assert.Single(won, n => n >= 0), (await FindAsync("p", "k"))!.Number("n"));
    }

    [Fact]
    public async Task A_row_that_is_there_already_does_not_fail_the_other_ninety_nine()
    {
        await CommitAsync(RowChange.Insert(NewRow("p", "042", ("n", -1L))));

        var isNew = await Tables.InsertEachAsync(
            Table,
            [.. Enumerable.Range(0, 100).Select(n => NewRow("p", $"{n:000}", ("n", (long)n)))],
            Cancellation
        );

        Assert.Equal(Enumerable.Range(0, 100).Select(n => n != 42), isNew);
        Assert.Equal(
            Enumerable.Range(0, 100).Select(n => n == 42 ? -1L : n),
            (await ReadAsync(RowRange.In("p"))).Select(row => row.Number("n")!.Value)
        );
    }

    [Fact]
    public async Task Inserting_the_same_rows_again_is_new_for_none()
    {
        Row[] rows = [.. Enumerable.Range(0, 250).Select(n => NewRow("p", $"{n:000}"))];

        Assert.DoesNotContain(false, await Tables.InsertEachAsync(Table, rows, Cancellation));
        Assert.DoesNotContain(true, await Tables.InsertEachAsync(Table, rows, Cancellation));
    }

    [Fact]
    public async Task Of_two_rows_with_one_key_the_first_is_inserted()
    {
        var isNew = await Tables.InsertEachAsync(
            Table,
            [NewRow("p", "a", ("n", 1L)), NewRow("p", "b"), NewRow("p", "a", ("n", 2L)), NewRow("p", "c")],
            Cancellation
        );

        Assert.Equal([true, true, false, true], isNew);
        Assert.Equal(1, (await FindAsync("p", "a"))!.Number("n"));
    }

    [Fact]
    public async Task Callers_who_insert_the_same_rows_at_once_share_them_out()
    {
        Row[] rows = [.. Enumerable.Range(0, 40).Select(n => NewRow("p", $"{n:00}"))];

        var each = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Tables.InsertEachAsync(Table, rows, Cancellation)));

        for (var n = 0; n < rows.Length; n++)
            Assert.Single(each, isNew => isNew[n]);
    }

    [Fact]
    public async Task Rows_too_large_for_one_commit_are_written_and_deleted_in_several()
    {
        Row[] rows =
        [
            .. Enumerable.Range(0, 80).Select(n => NewRow($"p{n % 2}", $"{n:00}", ("c", new byte[65_000]), ("d", new byte[60_000]))),
        ];

        await Tables.PutAllAsync(Table, rows, Cancellation);
        Assert.Equal(80, (await ReadAsync(RowRange.All with { Columns = [] })).Count);

        await Tables.DeleteAllAsync(Table, rows[..79], Cancellation);
        Assert.Equal("79", Assert.Single(await ReadAsync(RowRange.All)).Key);
    }
}
