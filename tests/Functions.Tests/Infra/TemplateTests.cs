using System.Text.RegularExpressions;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host.Pump;
using LlmMonitor.Functions.Tests.Host;
using Xunit;

namespace LlmMonitor.Functions.Tests.Infra;

/// <summary>What infra/ would deploy, held to what the app reads, needs and may. Azure itself is not asked.</summary>
public sealed class TemplateTests
{
    private const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;
    private static readonly Regex Quoted = new("'(?<name>[A-Za-z]+(__[A-Za-z]+)+|APPLICATIONINSIGHTS_[A-Z_]+)'", Plain);
    private static readonly Regex ExampleName = new("^ *\"(?<name>[A-Za-z]+(__[A-Za-z]+)*)\": \"", RegexOptions.Multiline | Plain);
    private static readonly Regex RoleId = new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Plain);
    private static readonly Regex QueueAsked = new("contains \"/(?<name>[a-z-]+)/", Plain);

    /// <summary>Settings of the example file that a deployment leaves alone, and why.</summary>
    private static readonly Dictionary<string, string> LeftAlone = new(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage"] = "a connection string has an account key; the identity opens the services by their addresses",
        ["LlmMonitor__Triggers"] = "under the Functions host it is always the host",
        ["Smtp__LocalDomain"] = "its default fits",
        ["LlmMonitor__Embeddings__Embedder"] = "its default needs no model; moreSettings changes it",
        ["LlmMonitor__Alerts__PagesUrl"] = "where a team keeps the pages is its own choice; moreSettings changes it",
        ["AzureOpenAI__ApiKey"] = "the identity signs in, and the account refuses keys",
    };

    /// <summary>The only roles, and each that the app needs: docs/operating/permissions.md.</summary>
    private static readonly Dictionary<string, string[]> Roles = new(StringComparer.Ordinal)
    {
        ["access"] =
        [
            "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", // Storage Blob Data Owner
            "974c5e8b-45b9-4653-ba55-5f855dd0fb88", // Storage Queue Data Contributor
            "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", // Storage Table Data Contributor
            "4633458b-17de-408a-b874-0445c86b69e6", // Key Vault Secrets User
            "3913510d-42f4-4e42-8a64-420c390055eb", // Monitoring Metrics Publisher
        ],
        ["models"] = ["5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"], // Cognitive Services OpenAI User
        ["mail"] = ["09976791-48a7-449e-bb21-39d1a415f350"], // Communication and Email Service Owner
    };

    private static readonly IReadOnlyList<FunctionJson> Functions = FunctionJson
        .ReadAll(new FunctionFolder(AppContext.BaseDirectory))
        .Functions;

    [Fact]
    public void Every_setting_of_the_example_is_set_or_left_alone_for_a_reason()
    {
        var example = File.ReadAllText(Repository.PathOf("local.settings.json.example"));
        var names = ExampleName.Matches(example).Select(match => match.Groups["name"].Value).Where(name => name != "IsEncrypted").ToList();
        Assert.NotEmpty(names);
        Assert.Equal(names.Order(), SettingNames().Where(names.Contains).Concat(LeftAlone.Keys).Order());
    }

    [Fact]
    public void Every_setting_that_is_set_stands_in_the_reference()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "reference", "configuration.md"));
        var words = Regex.Split(page, @"\W+|__", Plain).ToHashSet(StringComparer.Ordinal);
        var missing = SettingNames().Where(name => !name.Split("__").All(words.Contains));
        Assert.True(!missing.Any(), $"docs/reference/configuration.md does not explain {string.Join(", ", missing)}.");
    }

    [Fact]
    public void Settings_that_are_secret_are_references_into_the_vault()
    {
        foreach (var name in SettingNames().Where(name => Regex.IsMatch(name, "Key$|Password$", Plain)))
        foreach (var value in Template.Settings.Split($"'{name}', ").Skip(1))
            Assert.Matches("^(if\\(empty\\([^,]*\\), '', )?format\\('@Microsoft\\.KeyVault\\(SecretUri=", value);
    }

    [Fact]
    public void Secrets_come_in_as_secure_parameters_and_leave_in_no_output()
    {
        foreach (var (name, template) in Template.Modules())
        {
            var parameters = template["parameters"]?.AsObject().Select(one => (one.Key, Type: one.Value!["type"]?.ToString())) ?? [];
            Assert.All(
                parameters.Where(one => Regex.IsMatch(one.Key, "key$|password$|^secrets$", RegexOptions.IgnoreCase | Plain)),
                one => Assert.StartsWith("secure", one.Type, StringComparison.Ordinal)
            );
            var outputs = template["outputs"]?.ToJsonString() ?? "";
            foreach (
                var word in new[]
                {
                    "listKeys",
                    "listSecrets",
                    "'adminKey'",
                    "'secretsKey'",
                    "'smtpPassword'",
                    "'openAiKey'",
                    "'secrets'",
                    "secure",
                }
            )
                Assert.False(outputs.Contains(word, StringComparison.Ordinal), $"An output of {name} has {word}.");
        }
        Assert.Equal(
            ["functionAppName", "storageAccountName", "url", "vaultName"],
            Template.Main["outputs"]!.AsObject().Select(one => one.Key).Order()
        );
    }

    [Fact]
    public void Roles_are_those_the_app_needs_and_no_other()
    {
        var given = Template
            .Modules()
            .Select(one => (one.Name, Ids: RoleId.Matches(one.Template.ToJsonString()).Select(match => match.Value).Distinct().Order()))
            .Where(one => one.Ids.Any() && one.Name != "main")
            .ToDictionary(one => one.Name, one => one.Ids.ToArray(), StringComparer.Ordinal);
        Assert.Equal(Roles.Keys.Order(), given.Keys.Order());
        foreach (var (module, ids) in Roles)
            Assert.Equal(ids.Order(), given[module]);
        // Each on one resource, never on the whole group.
        Assert.All(Template.Resources("Microsoft.Authorization/roleAssignments"), one => Assert.NotNull(one["scope"]));
    }

    [Fact]
    public void Storage_takes_no_account_key_no_old_TLS_and_shows_nothing_to_strangers()
    {
        var account = Assert.Single(Template.Resources("Microsoft.Storage/storageAccounts"), one => one["properties"] is not null);
        var properties = account["properties"]!;
        Assert.False((bool)properties["allowSharedKeyAccess"]!);
        Assert.False((bool)properties["allowBlobPublicAccess"]!);
        Assert.True((bool)properties["supportsHttpsTrafficOnly"]!);
        Assert.Equal("TLS1_2", properties["minimumTlsVersion"]!.ToString());
    }

    [Fact]
    public void The_app_runs_our_program_as_a_custom_handler_from_a_container_that_is_made()
    {
        var app = Assert.Single(Template.Resources("Microsoft.Web/sites"));
        var runtime = app["properties"]!["functionAppConfig"]!["runtime"]!;
        Assert.Equal(("custom", "1.0"), (runtime["name"]!.ToString(), runtime["version"]!.ToString()));
        Assert.DoesNotContain("FUNCTIONS_WORKER_RUNTIME", Template.Settings, StringComparison.Ordinal);
        Assert.DoesNotContain("WEBSITE_RUN_FROM_PACKAGE", Template.Settings, StringComparison.Ordinal);
        var container = Assert.Single(Template.Resources("Microsoft.Storage/storageAccounts/blobServices/containers"));
        Assert.Contains("packages", container["name"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Alerts_ask_for_queues_that_functions_read_and_for_the_name_of_what_was_set_aside()
    {
        var rules = Template.TemplateOf("alerts")["variables"]!.ToJsonString().Replace("\\u0022", "\"", StringComparison.Ordinal);
        var queues = Functions.Where(one => one.Trigger.Type == FunctionBinding.Queue).Select(one => one.Trigger.QueueName!).ToList();
        var asked = QueueAsked.Matches(rules).Select(match => match.Groups["name"].Value).Distinct().Order().ToList();
        Assert.Equal(["monitors", "slots"], asked);
        Assert.All(asked, one => Assert.Contains(one, queues));
        Assert.Contains($"contains \"{WorkQueue.PoisonOf("")}/\"", rules, StringComparison.Ordinal);
    }

    [Fact]
    public void The_timer_whose_silence_rings_runs_many_times_within_the_window()
    {
        var timer = Functions.Single(one => one.Name == "RunMonitors").Trigger;
        var from = new DateTime(2026, 11, 23, 0, 0, 0, DateTimeKind.Utc);
        Assert.True(FunctionJson.Schedule(timer.Schedule)!.GetNextOccurrences(from, from.AddMinutes(30)).Count() >= 10);
    }

    private static List<string> SettingNames() =>
        [.. Quoted.Matches(Template.Settings).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).Order()];
}
