using LlmMonitor.Core.Storage;
using Xunit;

namespace LlmMonitor.Core.Tests.Storage;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly SqliteFile file = new();

    private SqliteTables Tables => new(file.Database);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => file.Dispose();

    private static RowChange Insert(string key) => RowChange.Insert(new Row("p", key, Row.NoValues));

    private async Task InsertAsync(string key, CancellationToken cancellation) =>
        await Tables.CommitAsync("calls", [Insert(key)], cancellation);

    private static async Task<string> KeysAsync(SqliteTables tables) =>
        string.Join(' ', await tables.ReadAsync("calls", RowRange.All, Cancellation).Select(row => row.Key).ToListAsync(Cancellation));

    /// <summary>Holds the writer at work, so that what comes meanwhile waits, until Ended is set.</summary>
    private Busy HoldWriter()
    {
        var busy = new Busy();
        var held = file.Database.WriteAsync(
            _ =>
            {
                busy.Started.Set();
                busy.Ended.Wait(Cancellation);
                return true;
            },
            Cancellation
        );
        busy.Started.Wait(Cancellation);
        busy.Work = held;
        return busy;
    }

    private sealed class Busy
    {
        public ManualResetEventSlim Started { get; } = new();

        public ManualResetEventSlim Ended { get; } = new();

        public Task? Work { get; set; }
    }

    [Fact]
    public async Task What_was_written_is_there_after_reopening()
    {
        await InsertAsync("a", Cancellation);
        await InsertAsync("b", Cancellation);

        Assert.Equal("a b", await KeysAsync(new SqliteTables(file.Reopen())));
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_kill()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => InsertAsync($"{n:00}", Cancellation)));
        await new SqliteQueues(file.Database, TimeProvider.System).SendAsync("slots", "work", cancellation: Cancellation);

        using var copy = new SqliteDatabase(file.CopyAsAfterKill());

        Assert.Equal(string.Join(' ', Enumerable.Range(0, 40).Select(n => $"{n:00}")), await KeysAsync(new SqliteTables(copy)));
        Assert.Equal(1, await new SqliteQueues(copy, TimeProvider.System).CountAsync("slots", Cancellation));
    }

    [Fact]
    public async Task An_etag_of_before_a_kill_is_not_given_again()
    {
        var before = (await Tables.CommitAsync("calls", [Insert("a")], Cancellation))[0];
        await Tables.CommitAsync("calls", [RowChange.Delete("p", "a")], Cancellation);

        using var copy = new SqliteDatabase(file.CopyAsAfterKill());
        var after = (await new SqliteTables(copy).CommitAsync("calls", [Insert("a")], Cancellation))[0];

        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task Writers_who_wait_together_share_one_commit()
    {
        var busy = HoldWriter();
        var before = file.Database.Commits;
        var waiting = Task.WhenAll(Enumerable.Range(0, 200).Select(n => InsertAsync($"{n}", Cancellation)));
        busy.Ended.Set();
        await waiting;

        Assert.Equal(2, file.Database.Commits - before);
    }

    [Fact]
    public async Task More_writers_than_may_wait_wait_for_their_place()
    {
        var busy = HoldWriter();
        var waiting = Task.WhenAll(Enumerable.Range(0, 600).Select(n => InsertAsync($"{n}", Cancellation)));
        busy.Ended.Set();
        await waiting;

        Assert.Equal(600, await Tables.ReadAsync("calls", RowRange.All, Cancellation).CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_conflict_rolls_back_alone_among_those_who_share_its_commit()
    {
        await InsertAsync("b", Cancellation);
        var busy = HoldWriter();
        var good = InsertAsync("a", Cancellation);
        var bad = Tables.CommitAsync("calls", [Insert("torn"), Insert("b")], Cancellation);
        var alsoGood = InsertAsync("c", Cancellation);
        busy.Ended.Set();

        await good;
        Assert.Equal(1, (await Assert.ThrowsAsync<RowConflictException>(() => bad)).Index);
        await alsoGood;
        Assert.Equal("a b c", await KeysAsync(Tables));
    }

    [Fact]
    public async Task A_caller_that_is_cancelled_while_it_waits_writes_nothing_and_disturbs_nobody()
    {
        using var cancelled = new CancellationTokenSource();
        var busy = HoldWriter();
        var first = InsertAsync("a", Cancellation);
        var given = InsertAsync("never", cancelled.Token);
        var last = InsertAsync("b", Cancellation);
        await cancelled.CancelAsync();
        busy.Ended.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await Task.WhenAll(first, last);
        Assert.Equal("a b", await KeysAsync(Tables));
    }

    [Fact]
    public async Task Closing_writes_what_waits_and_takes_no_more()
    {
        var busy = HoldWriter();
        var waiting = Task.WhenAll(InsertAsync("a", Cancellation), InsertAsync("b", Cancellation));
        var closing = Task.Run(file.Database.Dispose, Cancellation);
        busy.Ended.Set();
        await closing;
        await waiting;

        await Assert.ThrowsAsync<ObjectDisposedException>(() => InsertAsync("late", Cancellation));
        Assert.Equal("a b", await KeysAsync(new SqliteTables(file.Reopen())));
    }

    [Fact]
    public async Task Readers_are_not_held_up_by_a_writer_at_work()
    {
        await InsertAsync("a", Cancellation);
        var busy = HoldWriter();

        Assert.Equal("a", await KeysAsync(Tables));
        Assert.False(busy.Work!.IsCompleted);
        busy.Ended.Set();
        await busy.Work;
    }

    [Fact]
    public async Task A_fault_of_the_file_is_told_to_its_callers_and_the_writer_goes_on()
    {
        await Assert.ThrowsAnyAsync<Exception>(() =>
            file.Database.WriteAsync(session => session.Execute("INSERT INTO nowhere VALUES (1)"), Cancellation)
        );

        await InsertAsync("a", Cancellation);
        Assert.Equal("a", await KeysAsync(Tables));
    }
}
