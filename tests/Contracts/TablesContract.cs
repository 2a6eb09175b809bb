using LlmMonitor.Core.Storage;
using Xunit;

namespace LlmMonitor.Contracts;

/// <summary>What <see cref="ITables"/> promises, whatever body stands behind it. Each body derives a test class from this one.</summary>
public abstract partial class TablesContract
{
    private static int tables;

    protected abstract ITables Tables { get; }

    /// <summary>A table of this test's own.</summary>
    private string Table { get; } = $"Contract{Interlocked.Increment(ref tables)}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Row NewRow(string partition, string key, params (string Name, object Value)[] values) =>
        new(partition, key, values.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal));

    private async Task<string> CommitAsync(params RowChange[] changes) => (await Tables.CommitAsync(Table, changes, Cancellation))[0];

    private Task<Row?> FindAsync(string partition, string key) => Tables.FindAsync(Table, partition, key, Cancellation);

    private async Task<RowConflictException> ConflictAsync(params RowChange[] changes) =>
        await Assert.ThrowsAsync<RowConflictException>(() => CommitAsync(changes));

    [Fact]
    public async Task A_row_that_was_never_written_is_null_even_in_a_table_that_was_never_made() => Assert.Null(await FindAsync("p", "k"));

    [Fact]
    public async Task An_inserted_row_comes_back_with_the_etag_that_the_commit_gave()
    {
        var etag = await CommitAsync(RowChange.Insert(NewRow("p", "k", ("text", "hello"))));

        var row = await FindAsync("p", "k");
        Assert.Equal("hello", row!.Text("text"));
        Assert.Equal(etag, row.ETag);
        Assert.NotEmpty(etag);
    }

    [Fact]
    public async Task An_insert_over_a_row_is_a_conflict_and_leaves_the_row()
    {
        await CommitAsync(RowChange.Insert(NewRow("p", "k", ("n", 1L))));

        Assert.Equal(0, (await ConflictAsync(RowChange.Insert(NewRow("p", "k", ("n", 2L))))).Index);
        Assert.Equal(1, (await FindAsync("p", "k"))!.Number("n"));
    }

    [Fact]
    public async Task A_put_writes_the_whole_row_whatever_lies_there()
    {
        var first = await CommitAsync(RowChange.Put(NewRow("p", "k", ("a", 1L), ("b", 1L))));
        var second = await CommitAsync(RowChange.Put(NewRow("p", "k", ("a", 2L))));

        var row = await FindAsync("p", "k");
        Assert.Equal(2, row!.Number("a"));
        Assert.Null(row.Number("b"));
        Assert.NotEqual(first, second);
        Assert.Equal(second, row.ETag);
    }

    [Fact]
    public async Task An_update_writes_the_whole_row_when_its_etag_is_the_present_one()
    {
        var first = await CommitAsync(RowChange.Insert(NewRow("p", "k", ("a", 1L), ("b", 1L))));
        var second = await CommitAsync(RowChange.Update(NewRow("p", "k", ("a", 2L)) with { ETag = first }));

        var row = await FindAsync("p", "k");
        Assert.Equal(2, row!.Number("a"));
        Assert.Null(row.Number("b"));
        Assert.Equal(second, row.ETag);
    }

    [Fact]
    public async Task An_update_of_a_changed_or_missing_row_is_a_conflict()
    {
        var first = await CommitAsync(RowChange.Insert(NewRow("p", "k", ("n", 1L))));
        await CommitAsync(RowChange.Put(NewRow("p", "k", ("n", 2L))));

        await ConflictAsync(RowChange.Update(NewRow("p", "k", ("n", 3L)) with { ETag = first }));
        await ConflictAsync(RowChange.Update(NewRow("p", "other", ("n", 3L)) with { ETag = first }));
        Assert.Equal(2, (await FindAsync("p", "k"))!.Number("n"));
    }

    [Fact]
    public async Task An_etag_is_not_given_again_to_a_row_that_was_deleted_and_made_anew()
    {
        var first = await CommitAsync(RowChange.Insert(NewRow("p", "k")));
        await CommitAsync(RowChange.Delete("p", "k"));
        await CommitAsync(RowChange.Insert(NewRow("p", "k")));

        await ConflictAsync(RowChange.Update(NewRow("p", "k", ("n", 3L)) with { ETag = first }));
    }

    [Fact]
    public async Task A_delete_asks_only_that_the_row_be_gone()
    {
        await CommitAsync(RowChange.Delete("p", "never"));
        await CommitAsync(RowChange.Insert(NewRow("p", "k")));
        Assert.Equal("", await CommitAsync(RowChange.Delete("p", "k")));
        Assert.Null(await FindAsync("p", "k"));
        await CommitAsync(RowChange.Delete("p", "k"));
    }

    [Fact]
    public async Task Deletes_of_what_is_gone_do_not_fail_a_commit()
    {
        await CommitAsync(RowChange.Insert(NewRow("p", "b")), RowChange.Insert(NewRow("p", "d")));

        var etags = await Tables.CommitAsync(
            Table,
            [
                RowChange.Delete("p", "a"),
                RowChange.Delete("p", "b"),
                RowChange.Delete("p", "c"),
                RowChange.Put(NewRow("p", "d", ("n", 2L))),
                RowChange.Delete("p", "e"),
            ],
            Cancellation
        );

        Assert.Null(await FindAsync("p", "b"));
        Assert.Equal(etags[3], (await FindAsync("p", "d"))!.ETag);
        Assert.Equal(["", "", "", ""], etags.Where((_, at) => at != 3));
    }

    [Fact]
    public async Task A_delete_with_an_etag_asks_for_that_very_row()
    {
        var first = await CommitAsync(RowChange.Insert(NewRow("p", "k")));
        var second = await CommitAsync(RowChange.Put(NewRow("p", "k", ("n", 2L))));

        await ConflictAsync(RowChange.Delete("p", "k", first));
        await ConflictAsync(RowChange.Delete("p", "other", first));
        await ConflictAsync(RowChange.Put(NewRow("p", "a")), RowChange.Delete("p", "other", first));
        await CommitAsync(RowChange.Delete("p", "k", second));
        Assert.Null(await FindAsync("p", "k"));
    }

    [Fact]
    public async Task A_commit_that_meets_a_conflict_writes_nothing_and_names_the_change()
    {
        await CommitAsync(RowChange.Insert(NewRow("p", "there", ("n", 1L))), RowChange.Insert(NewRow("p", "kept")));

        var conflict = await ConflictAsync(
            RowChange.Insert(NewRow("p", "a")),
            RowChange.Put(NewRow("p", "kept", ("n", 9L))),
            RowChange.Delete("p", "never"),
            RowChange.Insert(NewRow("p", "there", ("n", 2L))),
            RowChange.Insert(NewRow("p", "b"))
        );

        Assert.Equal(3, conflict.Index);
        Assert.Null(await FindAsync("p", "a"));
        Assert.Null(await FindAsync("p", "b"));
        Assert.Null((await FindAsync("p", "kept"))!.Number("n"));
        Assert.Equal(1, (await FindAsync("p", "there"))!.Number("n"));
    }

    [Fact]
    public async Task A_commit_of_every_kind_gives_each_row_its_etag()
    {
        var old = await CommitAsync(RowChange.Insert(NewRow("p", "b")), RowChange.Insert(NewRow("p", "c")));

        var etags = await Tables.CommitAsync(
            Table,
            [
                RowChange.Insert(NewRow("p", "a", ("n", 1L))),
                RowChange.Update(NewRow("p", "b", ("n", 2L)) with { ETag = old }),
                RowChange.Delete("p", "c"),
                RowChange.Put(NewRow("p", "d", ("n", 4L))),
            ],
            Cancellation
        );

        Assert.Equal([1, 2, 4], (await ReadAsync(RowRange.All)).Select(row => row.Number("n")));
        Assert.Equal([etags[0], etags[1], etags[3]], (await ReadAsync(RowRange.All)).Select(row => row.ETag));
        Assert.Equal("", etags[2]);
    }

    [Fact]
    public async Task Every_kind_of_value_comes_back_as_it_went()
    {
        (string, object)[] values =
        [
            ("text", "naïve 東京 🦊 \"quoted\" 'single' \\ \t\n"),
            ("empty", ""),
            ("least", long.MinValue),
            ("most", long.MaxValue),
            ("small", 5L),
            ("real", 0.1 + 0.2),
            ("whole", 3.0),
            ("tiny", double.Epsilon),
            ("huge", double.MaxValue),
            ("yes", true),
            ("no", false),
            ("time", new DateTimeOffset(2026, 11, 23, 10, 11, 12, TimeSpan.FromHours(2)).AddTicks(1_234_567)),
            ("bytes", new byte[] { 0, 255, 1, 254, 62, 63 }),
            ("nothing", Array.Empty<byte>()),
            ("looks_like_a_time", "2026-11-23T10:11:12Z"),
            ("_n1", 1L),
        ];
        await CommitAsync(RowChange.Put(NewRow("p", "single", values)));
        await CommitAsync(RowChange.Put(NewRow("p", "first", values)), RowChange.Put(NewRow("p", "second", values)));

        foreach (var row in await ReadAsync(RowRange.All))
        {
            Assert.Equal(values.Length, row.Values.Count);
            foreach (var (name, value) in values)
                Assert.Equal(value, row.Values[name]);
            Assert.Equal(TimeSpan.Zero, row.Time("time")!.Value.Offset);
        }
    }

    [Theory]
    [InlineData("it's 'quoted'")]
    [InlineData("' or PartitionKey ne '")]
    [InlineData("a b+c&d=e;f,g(h)")]
    [InlineData("東京 naïve 🦊")]
    [InlineData("2026-11-23T10:11:12.5Z|chat|user@example.com")]
    public async Task A_key_may_hold_any_character_that_Azure_takes(string key)
    {
        var etag = await CommitAsync(RowChange.Insert(NewRow(key, key)), RowChange.Insert(NewRow(key, "z")));
        await CommitAsync(RowChange.Insert(NewRow("another partition", key)));

        Assert.Equal(etag, (await FindAsync(key, key))!.ETag);
        Assert.Equal(key, Assert.Single(await ReadAsync(RowRange.WithPrefix(key, key))).Key);
        Assert.Equal(2, (await ReadAsync(RowRange.In(key))).Count);
        etag = await CommitAsync(RowChange.Update(NewRow(key, key, ("n", 1L)) with { ETag = etag }));
        await CommitAsync(RowChange.Delete(key, key, etag));
        await CommitAsync(RowChange.Delete(key, key), RowChange.Put(NewRow(key, "z")));
        Assert.Equal("z", Assert.Single(await ReadAsync(RowRange.In(key))).Key);
    }
}
