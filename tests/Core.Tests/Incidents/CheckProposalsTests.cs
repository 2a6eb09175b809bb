using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Incidents;
using Xunit;

namespace LlmMonitor.Core.Tests.Incidents;

public class CheckProposalsTests
{
    private static readonly CheckSubject Right = Invoice("2026-03-25");
    private static readonly CheckSubject Swapped = Invoice("2026-11-03");
    private static readonly HashSet<string> None = [];

    [Fact]
    public void Dates_that_are_swapped_call_for_the_check_of_dates()
    {
        var proposal = CheckProposals
            .Of([Swapped, Swapped, Right], [Right, Right], None, Catalogue.Checks)
            .First(one => one.Type == "dates_grounded");
        Assert.Equal((2, 3, 0, 2), (proposal.Seen, proposal.Telling, proposal.SeenHealthy, proposal.Healthy));
        Assert.Equal("dates-grounded", proposal.Definition.GetProperty("name").GetString());
        Assert.Equal("dates_grounded fails 2 of the 3 calls chosen, and 0 of 2 healthy ones of before.", proposal.Sentence);
    }

    [Fact]
    public void A_check_is_not_proposed_that_is_held_already_that_fails_healthy_calls_or_sees_too_little()
    {
        bool Proposes(CheckSubject[] telling, CheckSubject[] healthy, HashSet<string> held) =>
            CheckProposals.Of(telling, healthy, held, Catalogue.Checks).Any(one => one.Type == "dates_grounded");
        Assert.True(Proposes([Swapped], [], None));
        Assert.False(Proposes([Swapped], [], ["dates_grounded"]));
        Assert.False(Proposes([Swapped], [Swapped], None));
        Assert.False(Proposes([Swapped, Right, Right], [Right], None));
        Assert.False(Proposes([], [Right], None));
    }

    private static CheckSubject Invoice(string date) =>
        new([new CallMessage("user", "Invoice of 25 March 2026, due on 11 March 2026.")], $"{{\"invoice_date\": \"{date}\"}}", []);
}
