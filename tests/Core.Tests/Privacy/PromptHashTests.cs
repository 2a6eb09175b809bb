using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Projects;
using Xunit;

namespace LlmMonitor.Core.Tests.Privacy;

public sealed class PromptHashTests
{
    [Fact]
    public async Task Equal_prompts_have_one_hash_and_a_change_of_text_role_or_project_another()
    {
        var hash = await HashAsync(1, ("system", "Be brief."), ("user", "Hello"));
        Assert.NotNull(hash);
        Assert.Equal(hash, await HashAsync(1, ("system", "Be brief."), ("user", "Hello")));
        Assert.NotEqual(hash, await HashAsync(1, ("system", "Be brief."), ("user", "Hello!")));
        Assert.NotEqual(hash, await HashAsync(1, ("system", "Be brief."), ("assistant", "Hello")));
        Assert.NotEqual(hash, await HashAsync(1, ("system", "Be brief.user"), ("", "Hello")));
        Assert.NotEqual(hash, await HashAsync(2, ("system", "Be brief."), ("user", "Hello")));
    }

    [Fact]
    public async Task Without_a_prompt_there_is_none() => Assert.Null(await HashAsync(1));

    private static async Task<ulong?> HashAsync(byte key, params (string Role, string Content)[] prompt)
    {
        var project = new Project("p", "P", DateTimeOffset.UnixEpoch) { PseudonymKey = Enumerable.Repeat(key, 32).ToArray() };
        var step = await new PromptHashStep().ForAsync(project, TestContext.Current.CancellationToken);
        var texts = new CallTexts([.. prompt.Select(message => new CallMessage(message.Role, message.Content))], "Hi", [], []);
        return step(new NewCall(Plant.Call("a"), texts)).Call.PromptHash;
    }
}
