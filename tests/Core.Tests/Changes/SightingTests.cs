using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Changes;
using Xunit;

namespace LlmMonitor.Core.Tests.Changes;

public sealed class SightingTests
{
    private static readonly DateTimeOffset Noon = Plant.Noon;

    [Fact]
    public async Task A_new_version_in_the_calls_is_a_change_and_the_first_of_an_endpoint_is_none()
    {
        await using var plant = new Plant();
        await plant.WriteAsync(Call("a", 0, "v1", "gpt-4o-2024-08-06", "fp_1"), Call("b", 1, "v1", "gpt-4o-2024-08-06", "fp_1"));
        await plant.FoldAllAsync();
        Assert.Empty(await ReadAsync(plant));
        await plant.WriteAsync(Call("c", 2, "v2", "gpt-4o-2024-11-20", "fp_2"), Call("d", 3, "v2", "gpt-4o-2024-11-20", "fp_2"));
        await plant.FoldAllAsync();

        Assert.Equal(
            [
                (ChangeKind.Prompt, "v2", "v1", Noon.AddMinutes(2)),
                (ChangeKind.Model, "gpt-4o-2024-11-20", "gpt-4o-2024-08-06", Noon.AddMinutes(2)),
                (ChangeKind.Model, "fp_2", "fp_1", Noon.AddMinutes(2)),
            ],
            (await ReadAsync(plant)).OrderByDescending(change => change.Version, StringComparer.Ordinal).Select(Brief)
        );
        Assert.All(await ReadAsync(plant), change => Assert.Equal(("chat", ChangeSource.Seen), (change.Endpoint, change.Source)));
    }

    [Fact]
    public async Task A_version_that_is_folded_before_its_first_calls_gets_their_time()
    {
        await using var plant = new Plant();
        await plant.WriteAsync(Call("late", 30, "v2", null, null));
        await plant.FoldAllAsync();
        await plant.WriteAsync(Call("old", 0, "v1", null, null), Call("first", 20, "v2", null, null));
        await plant.FoldAllAsync();
        Assert.Equal((ChangeKind.Prompt, "v2", "v1", Noon.AddMinutes(20)), Brief(Assert.Single(await ReadAsync(plant))));
    }

    [Fact]
    public async Task Features_endpoints_and_canaries_do_not_make_changes_of_each_other()
    {
        await using var plant = new Plant();
        await plant.WriteAsync(
            Call("a", 0, "v1", "m1", null),
            Call("b", 1, "w1", "m1", null) with
            {
                Feature = "other",
            },
            Call("c", 2, "x1", "m2", null) with
            {
                Endpoint = "batch",
            },
            Call("d", 3, "v2", "m3", null) with
            {
                Origin = CallOrigin.Canary,
            }
        );
        await plant.FoldAllAsync();
        Assert.Empty(await ReadAsync(plant));
    }

    [Fact]
    public async Task Another_price_row_of_a_used_model_is_a_change()
    {
        static LlmCall Priced(string id, int minute, DateOnly from) =>
            Call(id, minute, null, null, null) with
            {
                Cost = Plant.Call(id).Cost with { PriceFrom = from },
            };
        await using var plant = new Plant();
        await plant.WriteAsync(Priced("a", 0, new(2024, 8, 6)), Priced("b", 5, new(2026, 11, 23)));
        await plant.FoldAllAsync();
        Assert.Equal((ChangeKind.Price, "2026-11-23", "2024-08-06", Noon.AddMinutes(5)), Brief(Assert.Single(await ReadAsync(plant))));
    }

    [Fact]
    public async Task An_id_in_the_prompt_version_fills_no_table()
    {
        await using var plant = new Plant();
        await plant.WriteAsync(Enumerable.Range(0, 500).Select(i => Call($"r{i}", 0, $"v{i}", null, null)));
        await plant.FoldAllAsync();
        Assert.Equal(SightingStore.MostADay, (await plant.Sightings.ReadAsync("p1")).Count);
    }

    private static LlmCall Call(string id, int minute, string? prompt, string? answered, string? fingerprint) =>
        Plant.Call(id, Noon.AddMinutes(minute)) with
        {
            PromptVersion = prompt,
            ResponseModel = answered,
            SystemFingerprint = fingerprint,
        };

    private static async Task<IReadOnlyList<Change>> ReadAsync(Plant plant) =>
        await new ChangeBook(new(plant.Tables, plant.Time), new(plant.Tables, plant.Time)).ReadAsync(
            "p1",
            Noon.AddDays(-1),
            Noon.AddDays(1)
        );

    private static (ChangeKind, string?, string?, DateTimeOffset) Brief(Change change) =>
        (change.Kind, change.Version, change.Before, change.At);
}
