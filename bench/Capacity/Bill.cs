namespace LlmMonitor.Capacity;

/// <summary>
/// What a month costs in Azure, from list prices (USD, East US; sources in docs/operating/deploy.md) and from what the app does a call, a
/// slot and a minute. One project, calls spread evenly, texts kept. An estimate from above: each execution pays its least second.
/// </summary>
internal static class Bill
{
    private const double MonthSeconds = 30 * 86_400;
    private const double SlotSeconds = 5;

    // Prices.
    private const double GigabyteSecond = 0.000026;
    private const double FreeGigabyteSeconds = 100_000;
    private const double MillionExecutions = 0.40;
    private const double FreeExecutions = 250_000;
    private const double AlwaysReadyGigabyteSecond = 0.000004;
    private const double TableGigabyte = 0.045;
    private const double TenThousandTableRequests = 0.00036;
    private const double TenThousandQueueRequests = 0.004;
    private const double LogGigabyte = 2.30;
    private const double FreeLogGigabytes = 5;
    private const double AlertRules = 4 * 0.50;

    // What the app does. Timers a minute: 3 settle, 1 sweep, 1 monitors, the rest 0.6; their messages for one project 1.6.
    private const double TimersAndMessagesAMinute = 7.2;
    private const double Queues = 13;
    private const double PollSeconds = 2;
    private const double BytesACall = 3_000;
    private const double LogBytesAnExecution = 1_000;

    public static void Show()
    {
        Console.WriteLine(
            "calls a month | calls a post | memory MB | active h | executions M | functions | always ready | queues | tables | kept | logs | alerts | sum USD"
        );
        (double Calls, double Post, double Memory, int AlwaysReady)[] cases =
        [
            (10_000, 1, 512, 0),
            (10_000, 1, 2048, 0),
            (1_000_000, 1, 512, 0),
            (1_000_000, 1, 2048, 0),
            (1_000_000, 20, 512, 0),
            (100_000_000, 1, 2048, 1),
            (100_000_000, 20, 2048, 0),
            (100_000_000, 20, 2048, 1),
        ];
        foreach (var (calls, post, memory, alwaysReady) in cases)
            Show(calls, post, memory, alwaysReady);
    }

    private static void Show(double calls, double callsAPost, double memoryMb, int alwaysReady)
    {
        var posts = calls / callsAPost;
        var postsASecond = posts / MonthSeconds;
        // A slot's posts find either of two writers free: as many shards as have at least one post, at most two.
        var postsAShard = postsASecond * SlotSeconds / 2;
        var shards = MonthSeconds / SlotSeconds * 2 * (1 - Math.Exp(-postsAShard));
        var callsAShard = calls / shards;
        var background = TimersAndMessagesAMinute * MonthSeconds / 60;

        var executions = posts + 2 * shards + background; // a shard is folded, and its outputs embedded
        // Posts that overlap share a second; folds, embeddings and timers are taken as if none did.
        var httpSeconds = MonthSeconds * (1 - Math.Exp(-postsASecond));
        var otherSeconds = 2 * shards + background;
        var gigabytes = memoryMb / 1024;
        var onDemand = alwaysReady > 0 ? otherSeconds : httpSeconds + otherSeconds;
        var functions =
            Math.Max(0, onDemand * gigabytes - FreeGigabyteSeconds) * GigabyteSecond
            + Math.Max(0, executions - FreeExecutions) / 1e6 * MillionExecutions;
        var ready = alwaysReady == 0 ? 0 : gigabytes * (alwaysReady * MonthSeconds * AlwaysReadyGigabyteSecond + httpSeconds * 0.000016);

        var buckets = 64 * (1 - Math.Exp(-callsAShard / 64)); // of the index, that a shard's claims touch
        var users = 8 * (1 - Math.Exp(-callsAShard / 8)); // of user spend
        var requests =
            shards * (16 + buckets + 3 * users + 2 * callsAShard / 100) // mark, fold, compact
            + posts * 2 // texts, calls: at most one commit each a post
            + background * 20; // what a timer or a monitor reads
        var tables = requests / 1e4 * TenThousandTableRequests;
        var queues = (MonthSeconds / PollSeconds * Queues + 4 * (2 * shards + background)) / 1e4 * TenThousandQueueRequests;
        var kept = calls * BytesACall / 1e9 * TableGigabyte;
        var logs = Math.Max(0, (executions + 2 * shards + background) * LogBytesAnExecution / 1e9 - FreeLogGigabytes) * LogGigabyte;
        var sum = functions + ready + queues + tables + kept + logs + AlertRules;
        Console.WriteLine(
            $"{calls:N0} | {callsAPost:N0} | {memoryMb:N0} | {(httpSeconds + otherSeconds) / 3600:N0} | {executions / 1e6:N2} | {functions:N2} | {ready:N2} | {queues:N2} | {tables:N2} | {kept:N2} | {logs:N2} | {AlertRules:N2} | {sum:N2}"
        );
    }
}
