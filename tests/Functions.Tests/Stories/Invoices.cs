using LlmMonitor.Functions.Demo;
using LlmMonitor.Functions.Tests.Apps;

namespace LlmMonitor.Functions.Tests.Stories;

/// <summary>Sends a day of the demo's invoices as their app would.</summary>
internal static class Invoices
{
    public static Task SendInvoicesAsync(this Tenant tenant, DateOnly day, double swapShare) =>
        tenant.TakeAndFoldAsync([
            .. DemoDocuments
                .OfDay(day, swapShare)
                .Select(document => new
                {
                    request_id = document.Call.RequestId,
                    timestamp = document.Call.Timestamp,
                    model = document.Call.Model,
                    endpoint = document.Call.Endpoint,
                    feature = document.Call.Feature,
                    prompt_version = document.Call.PromptVersion,
                    expected_locale = document.Call.ExpectedLocale,
                    finish_reason = document.Call.FinishReason,
                    prompt = document.Texts!.Prompt.Select(message => new { role = message.Role, content = message.Content }),
                    response = document.Texts.Response,
                }),
        ]);
}
