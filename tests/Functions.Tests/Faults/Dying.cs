using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Tests.Apps;

namespace LlmMonitor.Functions.Tests.Faults;

/// <summary>
/// The work of a queue, done by instances beside the app that are killed: the first at its second storage operation, the next one some operations later, until one lives
/// to see it done. As after any kill, the message comes again.
/// </summary>
internal static class Dying
{
    /// <returns>How many died.</returns>
    public static async Task<int> DrainAsync(AppFixture app, string queue, string function)
    {
        var queues = app.Get<IQueues>();
        var kills = 0;
        while (await queues.ReceiveAsync(queue, 1, TimeSpan.FromMinutes(5)) is [var message])
        {
            for (var life = 2; !await IsDoneAsync(life, message.Text); life += 2 + life / 2)
                kills++;
            await queues.DeleteAsync(queue, message);
        }
        return kills;

        async Task<bool> IsDoneAsync(int life, string text)
        {
            var weather = new Weather(FaultBudget.Seed + kills, _ => Task.CompletedTask);
            await using var instance = app.Beside(weather);
            weather.KillWithin(life);
            return await instance.RunAsync(function, text) && !weather.IsDead;
        }
    }
}
