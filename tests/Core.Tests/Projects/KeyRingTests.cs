using System.Text;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Projects;

public sealed class KeyRingTests : IDisposable
{
    private const string Bootstrap = "the operator's own long key";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider time = new(new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero));
    private readonly SqliteFile file = new();
    private readonly WatchedTables tables;
    private readonly KeyStore keys;
    private readonly KeyUses uses;
    private readonly KeyRing ring;

    public KeyRingTests()
    {
        tables = new(new SqliteTables(file.Database));
        keys = new(tables, time, Dice.Seeded());
        uses = new(keys, time, NullLogger<KeyUses>.Instance);
        ring = new(keys, uses, KeyRules.BootstrapHash(Bootstrap));
    }

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task A_key_opens_its_project_with_its_scopes()
    {
        var (key, text) = await keys.CreateAsync("demo", "app", Scope.Ingest | Scope.Read, Cancel);

        Assert.Equal(new Caller(key.KeyId, "demo", Scope.Ingest | Scope.Read), await ring.AuthenticateAsync(text, Cancel));
    }

    [Fact]
    public async Task At_rest_there_is_only_a_hash()
    {
        var (key, text) = await keys.CreateAsync("demo", "app", Scope.Admin, Cancel);
        await ring.AuthenticateAsync(text, Cancel);
        await uses.FlushAsync();
        await keys.RevokeAsync(key.KeyId, Cancel);

        var secret = text[^KeyRules.SecretLetters..];
        var rows = 0;
        await foreach (var row in tables.ReadAsync(KeyStore.Table, RowRange.All, Cancel))
        {
            rows++;
            Assert.Equal(KeyRules.Hash(text), row.Bytes("hash"));
            foreach (var value in row.Values.Values.Append(row.Partition).Append(row.Key))
                Assert.DoesNotContain(secret, value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : value.ToString());
        }
        Assert.Equal(1, rows);
    }

    [Fact]
    public async Task A_wrong_secret_an_unknown_id_and_a_malformed_key_open_nothing()
    {
        var (_, text) = await keys.CreateAsync("demo", "app", Scope.Admin, Cancel);
        var other = text[^1] == 'a' ? 'b' : 'a';

        Assert.Null(await ring.AuthenticateAsync(text[..^1] + other, Cancel));
        Assert.Null(await ring.AuthenticateAsync(KeyRules.NewKeyText("aaaaaaaaaaaa", Dice.Seeded(7)), Cancel));
        Assert.Null(await ring.AuthenticateAsync("nonsense", Cancel));
        Assert.Null(await ring.AuthenticateAsync("", Cancel));
        Assert.Null(await ring.AuthenticateAsync(text.ToUpperInvariant(), Cancel));
    }

    [Fact]
    public async Task The_bootstrap_key_is_an_operator_and_needs_no_storage()
    {
        tables.ReadsFail = true;

        var caller = await ring.AuthenticateAsync(Bootstrap, Cancel);

        Assert.Equal(new Caller("bootstrap", null, Scope.Operator), caller);
        Assert.True(caller!.May(Scope.Admin | Scope.Ingest));
        Assert.True(caller.Sees("default"));
        Assert.Equal(0, tables.Finds);
    }

    [Fact]
    public async Task Without_a_bootstrap_key_nothing_opens_as_operator()
    {
        var closed = new KeyRing(keys, uses);

        Assert.Null(await closed.AuthenticateAsync("", Cancel));
        Assert.Null(await closed.AuthenticateAsync(Bootstrap, Cancel));
        Assert.False(closed.Remembers(""));
    }

    [Fact]
    public async Task A_key_revoked_here_opens_nothing_at_once()
    {
        var (key, text) = await keys.CreateAsync("demo", "app", Scope.Ingest, Cancel);
        Assert.NotNull(await ring.AuthenticateAsync(text, Cancel));

        await keys.RevokeAsync(key.KeyId, Cancel);

        Assert.Null(await ring.AuthenticateAsync(text, Cancel));
        Assert.False(ring.Remembers(text));
    }

    [Fact]
    public async Task A_key_revoked_elsewhere_opens_nothing_after_ten_seconds()
    {
        var (key, text) = await keys.CreateAsync("demo", "app", Scope.Ingest, Cancel);
        Assert.NotNull(await ring.AuthenticateAsync(text, Cancel));
        await new KeyStore(tables, time, Dice.Seeded(2)).RevokeAsync(key.KeyId, Cancel);

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(await ring.AuthenticateAsync(text, Cancel));
    }

    [Fact]
    public async Task Good_and_unknown_keys_are_read_once_in_ten_seconds()
    {
        var (_, text) = await keys.CreateAsync("demo", "app", Scope.Ingest, Cancel);
        var unknown = KeyRules.NewKeyText("aaaaaaaaaaaa", Dice.Seeded(7));
        await ring.AuthenticateAsync(text, Cancel);
        await uses.FlushAsync();
        var before = tables.Finds;

        for (var i = 0; i < 100; i++)
        {
            await ring.AuthenticateAsync(text, Cancel);
            await ring.AuthenticateAsync(unknown, Cancel);
            await ring.AuthenticateAsync("malformed", Cancel);
        }

        Assert.Equal(before + 1, tables.Finds);
    }

    [Fact]
    public async Task A_failed_read_is_not_remembered()
    {
        var (_, text) = await keys.CreateAsync("demo", "app", Scope.Ingest, Cancel);
        tables.ReadsFail = true;
        await Assert.ThrowsAsync<IOException>(async () => await ring.AuthenticateAsync(text, Cancel));

        tables.ReadsFail = false;

        Assert.NotNull(await ring.AuthenticateAsync(text, Cancel));
    }

    [Fact]
    public async Task The_last_use_is_written_at_most_once_a_minute()
    {
        var (key, text) = await keys.CreateAsync("demo", "app", Scope.Ingest, Cancel);
        var created = tables.Commits;
        for (var second = 0; second < 150; second++)
        {
            await ring.AuthenticateAsync(text, Cancel);
            await uses.FlushAsync();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, tables.Commits - created);
        Assert.Equal(new(2026, 11, 23, 6, 2, 0, TimeSpan.Zero), (await keys.FindAsync(key.KeyId, Cancel))!.LastUsedAt);
    }

    [Fact]
    public async Task Two_instances_together_write_a_last_use_once_a_minute()
    {
        var (_, text) = await keys.CreateAsync("demo", "app", Scope.Ingest, Cancel);
        var there = new KeyStore(tables, time, Dice.Seeded(2));
        var usesThere = new KeyUses(there, time, NullLogger<KeyUses>.Instance);
        var created = tables.Commits;

        await ring.AuthenticateAsync(text, Cancel);
        await uses.FlushAsync();
        await new KeyRing(there, usesThere).AuthenticateAsync(text, Cancel);
        await usesThere.FlushAsync();

        Assert.Equal(1, tables.Commits - created);
    }

    [Fact]
    public async Task A_last_use_that_cannot_be_written_fails_no_request_and_is_tried_again()
    {
        var (key, text) = await keys.CreateAsync("demo", "app", Scope.Ingest, Cancel);
        tables.WritesFail = true;
        Assert.NotNull(await ring.AuthenticateAsync(text, Cancel));
        await uses.FlushAsync();

        tables.WritesFail = false;
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await ring.AuthenticateAsync(text, Cancel));
        await uses.FlushAsync();

        Assert.Equal(time.GetUtcNow(), (await keys.FindAsync(key.KeyId, Cancel))!.LastUsedAt);
    }

    [Fact]
    public async Task A_revocation_wins_over_a_last_use_written_at_the_same_time()
    {
        var (key, text) = await keys.CreateAsync("demo", "app", Scope.Ingest, Cancel);
        tables.BeforeCommit = async () =>
        {
            await ring.AuthenticateAsync(text, Cancel);
            await uses.FlushAsync();
        };

        await keys.RevokeAsync(key.KeyId, Cancel);

        var revoked = (await keys.FindAsync(key.KeyId, Cancel))!;
        Assert.NotNull(revoked.RevokedAt);
        Assert.NotNull(revoked.LastUsedAt);
        Assert.Null(await ring.AuthenticateAsync(text, Cancel));
    }

    [Fact]
    public async Task A_list_holds_the_keys_of_its_project()
    {
        var (first, _) = await keys.CreateAsync("demo", "first", Scope.Ingest, Cancel);
        time.Advance(TimeSpan.FromSeconds(1));
        var (second, _) = await keys.CreateAsync("demo", "second", Scope.Read, Cancel);
        var (other, _) = await keys.CreateAsync("other", "third", Scope.Read, Cancel);
        var (oper, _) = await keys.CreateAsync(null, "ops", Scope.Operator, Cancel);

        Assert.Equal([first, second], await keys.ListAsync("demo", Cancel));
        Assert.Equal(4, (await keys.ListAsync(null, Cancel)).Count);
        Assert.Null(await keys.RevokeAsync("no/such?key#", Cancel));
        Assert.Null((await keys.FindAsync(oper.KeyId, Cancel))!.ProjectId);
        Assert.Equal("other", (await keys.FindAsync(other.KeyId, Cancel))!.ProjectId);
    }
}
