using System.Text.Json;
using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Outbound;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using LlmMonitor.Functions.Alerts;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Alerts;

/// <summary>This room on the embedded store, with its routes behind the door and time that the test turns.</summary>
internal sealed class AlertApp : IAsyncDisposable
{
    private const string AdminKey = "the-operators-first-key";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("alerts-");
    private WebApplication app = null!;

    public FakeTimeProvider Time { get; } = new(new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero));

    public Project Project { get; private set; } = null!;

    public string MailFolder => Path.Combine(folder.FullName, "mail");

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public static async Task<AlertApp> OpenAsync(bool allowPrivate = true)
    {
        var made = new AlertApp();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Configuration["LlmMonitor:AdminKey"] = AdminKey;
        var services = builder.Services;
        services.AddSingleton<TimeProvider>(made.Time).AddSingleton(Dice.Seeded());
        services.AddSingleton(_ => new SqliteDatabase(Path.Combine(made.folder.FullName, "monitor.db")));
        services.AddSingleton<ITables, SqliteTables>().AddSingleton<IQueues, SqliteQueues>().AddSingleton<WorkQueue>();
        services.AddRoutingCore().AddProjects(builder.Configuration);
        services.ConfigureHttpJsonOptions(options => Json.Apply(options.SerializerOptions));
        services.Configure<MailOptions>(mail => mail.Folder = made.MailFolder).AddSingleton<MailPost>();
        services.Configure<AlertOptions>(options => options.AllowPrivateAddresses = allowPrivate);
        services.AddSingleton<AlertStore>().AddSingleton<NoticeStore>().AddSingleton<SilenceStore>().AddSingleton<ChannelStore>();
        services.AddSingleton<SecretBox>();
        services
            .AddSingleton<AlertDesk>()
            .AddSingleton<NoticeDelivery>()
            .AddSingleton(new OutboundGuard(allowPrivate, "the setting"))
            .AddSingleton<OutboundPost>();
        services.AddSingleton<IAlertChannel, EmailChannel>().AddSingleton<IAlertChannel, WebhookChannel>();
        services.AddSingleton<IAlertChannel, SlackChannel>().AddSingleton<IAlertChannel, TeamsChannel>();
        services.AddSingleton<IAlertChannel, PagerDutyChannel>().AddSingleton<DeliverAlert>();
        made.app = builder.Build();
        made.app.UseRouting();
        made.app.UseKeys();
        made.app.MapGroup("/api/v1").MapAlerts();
        var projects = made.Get<ProjectStore>();
        await projects.EnsureDefaultAsync();
        made.Project = (await projects.FindAsync(Project.DefaultId))!;
        made.Time.Advance(TimeSpan.FromDays(30)); // it has learned
        await made.app.StartAsync(TestContext.Current.CancellationToken);
        return made;
    }

    public async Task<Answer> AskAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path);
        request.Headers.TryAddWithoutValidation("x-api-key", AdminKey);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), null, "application/json");
        using var client = app.GetTestClient();
        return await Answer.OfAsync(await client.SendAsync(request, TestContext.Current.CancellationToken));
    }

    public Task<Answer> GetAsync(string path) => AskAsync(HttpMethod.Get, path);

    public async Task JudgeAsync(VerdictState state, string subject = "endpoint:chat")
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        var now = Time.GetUtcNow();
        var verdict = new Verdict("ttft_p95", subject, state, "It was slow.", 4.2, 3, "seconds", 412, now.AddMinutes(-5), now);
        await Get<AlertDesk>().DecideAsync(Project, [verdict], now, TestContext.Current.CancellationToken);
    }

    /// <summary>Does what waits in the queue now, once, as the trigger would.</summary>
    public async Task DeliverAsync()
    {
        var queues = Get<IQueues>();
        foreach (var message in await queues.ReceiveAsync(AlertDesk.Queue, 32, TimeSpan.FromMinutes(5)))
        {
            await Get<DeliverAlert>().RunAsync(new Invocation(nameof(DeliverAlert), message.Text), TestContext.Current.CancellationToken);
            await queues.DeleteAsync(AlertDesk.Queue, message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Remove();
    }
}
