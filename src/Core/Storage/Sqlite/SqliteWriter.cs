using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace LlmMonitor.Core.Storage;

/// <summary>
/// The one writer of a file. It takes everything that waits, applies each request in a savepoint of its own, and makes all of them
/// durable with one commit (group commit): under load many callers share one flush to the disk, and alone a caller waits for its own only.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    /// <summary>Bounds the memory that waits and how long one commit takes; callers beyond it wait for their place.</summary>
    private const int MostAtOnce = 256;

    private readonly SqliteSession session;
    private readonly Thread thread;
    private readonly Channel<Request> waiting = Channel.CreateBounded<Request>(
        new BoundedChannelOptions(MostAtOnce) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );
    private long commits;

    public SqliteWriter(SqliteSession session)
    {
        this.session = session;
        thread = new Thread(Run) { IsBackground = true, Name = "SQLite writer" };
        thread.Start();
    }

    /// <summary>How many commits were made so far.</summary>
    public long Commits => Interlocked.Read(ref commits);

    /// <summary>
    /// Runs the work inside the next commit and completes when that is durable. What the work throws rolls back this work alone.
    /// Cancelled while it waits, the work is not done; cancelled later, it may have been done all the same.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation)
    {
        var request = new Request<T>(work, cancellation);
        try
        {
            await waiting.Writer.WriteAsync(request, cancellation);
        }
        catch (ChannelClosedException closed)
        {
            throw new ObjectDisposedException("The database was closed before this write.", closed);
        }
        return await request.Answer.WaitAsync(cancellation);
    }

    /// <summary>Takes no more, writes what waits, and closes the connection.</summary>
    public void Dispose()
    {
        if (!waiting.Writer.TryComplete())
            return;
        thread.Join();
        session.Dispose();
    }

    private void Run()
    {
        var group = new List<Request>(MostAtOnce);
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < MostAtOnce && waiting.Reader.TryRead(out var request))
                group.Add(request);
            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<Request> group)
    {
        try
        {
            session.Execute("BEGIN IMMEDIATE");
            foreach (var request in group)
                Apply(request);
            session.Execute("COMMIT");
            Interlocked.Increment(ref commits);
        }
        catch (Exception fault)
        {
            // A full disk or a lock held by another process: nothing of the group is kept, and every caller hears why.
            RollBack();
            foreach (var request in group)
                request.Fail(fault);
            return;
        }
        foreach (var request in group)
            request.Complete();
    }

    private void Apply(Request request)
    {
        session.Execute("SAVEPOINT request");
        try
        {
            request.Apply(session);
        }
        catch (Exception refusal) when (refusal is not SqliteException)
        {
            session.Execute("ROLLBACK TO request");
            request.Refuse(refusal);
        }
        session.Execute("RELEASE request");
    }

    private void RollBack()
    {
        try
        {
            session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // Some faults end the transaction by themselves; then there is nothing left to roll back.
        }
    }

    private abstract class Request
    {
        protected Exception? Refusal { get; private set; }

        public abstract void Apply(SqliteSession session);

        public abstract void Complete();

        public abstract void Fail(Exception fault);

        public void Refuse(Exception refusal) => Refusal = refusal;
    }

    private sealed class Request<T>(Func<SqliteSession, T> work, CancellationToken cancellation) : Request
    {
        private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;

        public Task<T> Answer => answer.Task;

        public override void Apply(SqliteSession session)
        {
            cancellation.ThrowIfCancellationRequested();
            result = work(session);
        }

        public override void Complete()
        {
            if (Refusal is null)
                answer.SetResult(result!);
            else
                Fail(Refusal);
        }

        public override void Fail(Exception fault)
        {
            answer.SetException(fault);
            // A caller that was cancelled no longer looks: its task's exception counts as seen.
            _ = answer.Task.Exception;
        }
    }
}
