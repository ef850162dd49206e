using Telephony.Domain.NumberRules;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Several Contacts, chains and circles of 3xx: in what order they are tried, and where it ends.</summary>
public class RedirectionOrderTests : RedirectionScenario
{
    /// <summary>300 with several: by q, of equal ones as they came; a refusal of one leads to the next, 6xx ends it all.</summary>
    [Theory]
    [InlineData(404, true)]
    [InlineData(486, true)]
    [InlineData(603, false)]
    [InlineData(600, false)]
    public void Several_Contacts_are_tried_by_q_until_one_answers_or_refuses_for_all(int refusal, bool goesOn)
    {
        StartRedirecting();
        Sbc.Dials(Number);
        Redirects(Alpha, 300, "<sip:+49303@gw.example>;q=0.3, <sip:+49308@gw.example>;q=0.8, <sip:+49301@gw.example>, <sip:+49302@gw.example>;q=1.0");
        Sbc.Receives("181");
        Assert.StartsWith("sip:+49301@", Refuses(Beta, refusal).RequestUri);
        if (goesOn)
        {
            Assert.StartsWith("sip:+49302@", Refuses(Beta, refusal).RequestUri);
            Assert.StartsWith("sip:+49308@", Refuses(Beta, refusal).RequestUri);
            var last = Beta.Receives("INVITE");
            Assert.StartsWith("sip:+49303@", last.RequestUri);
            Talks(Beta, last);
            return;
        }
        Sbc.Receives(refusal.ToString());
        Beta.ReceivesNothing(1);
        Gamma.ReceivesNothing();
    }

    [Fact]
    public void A_Contact_whose_trunk_fails_is_tried_by_the_next_trunk_before_the_next_Contact()
    {
        StartRedirecting();
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:+49301@gw.example>, <sip:+49302@gw.example>");
        Sbc.Receives("181");
        Assert.StartsWith("sip:+49301@10.0.2.2", Refuses(Beta, 503).RequestUri);
        Assert.StartsWith("sip:+49301@10.0.2.3", Refuses(Gamma, 404).RequestUri);
        Assert.StartsWith("sip:+49302@10.0.2.2", Refuses(Beta, 486).RequestUri);
        Sbc.Receives("486");
    }

    [Fact]
    public void After_the_last_Contact_a_code_that_moves_on_leads_to_the_rest_of_the_plan_and_another_does_not()
    {
        StartRedirecting(plan: ["alpha", "gamma"]);
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:+49302@gw.example>");
        Sbc.Receives("181");
        Refuses(Beta, 503);
        Assert.StartsWith("sip:+49302@10.0.2.3", Refuses(Gamma, 503).RequestUri);
        var plain = Refuses(Gamma, 404);
        Assert.Equal($"sip:{Number}@10.0.2.3:5060", plain.RequestUri);
        Assert.False(plain.Has("Diversion"));
        Sbc.Receives("404");
    }

    [Fact]
    public void Two_trunks_that_redirect_to_each_other_do_not_go_in_circles()
    {
        StartRedirecting(static (_, trunk) => trunk with { Follow3xx = true, Transit = true });
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:+49301@gw.example>");
        Sbc.Receives("181");
        Redirects(Beta, 302, $"<sip:{Number}@gw.example>");
        Assert.StartsWith("sip:+49301@", Refuses(Gamma, 404).RequestUri);
        Sbc.Receives("404");
        Assert.Equal(3, Ladder.Record.Attempts.Count);
        Assert.Contains(Ladder.Record.Trace, static step => step is { Rule: DecisionRule.Redirection, Verdict: DecisionVerdict.Skipped, Input: "alpha.example" });
    }

    [Fact]
    public void A_number_portability_server_is_asked_once_and_the_next_trunk_gets_what_it_said()
    {
        StartRedirecting(plan: ["alpha", "beta"], routes: [Ladder.Route("^\\+", "alpha", "beta")]);
        Sbc.Dials(Number);
        Redirects(Alpha, 302, $"<sip:{Number};npdi;rn=+14255550000@gw.example>");
        Sbc.Receives("181");
        Assert.StartsWith($"sip:{Number};npdi;rn=+14255550000@10.0.2.2:5060", Refuses(Beta, 486).RequestUri);
        Sbc.Receives("486");
    }

    [Fact]
    public void A_chain_of_redirections_is_bounded_by_the_attempts_of_one_call()
    {
        StartRedirecting(static (_, trunk) => trunk with { Follow3xx = true });
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:1@10.0.2.1:5060>");
        Sbc.Receives("181");
        for (var i = 2; i <= 5; i++) Redirects(Alpha, 302, $"<sip:{i}@10.0.2.1:5060>");
        Sbc.Receives("480");
        Alpha.ReceivesNothing(1);
        Assert.Equal(5, Ladder.Record.Attempts.Count);
    }

    [Fact]
    public void Redirections_end_25_s_after_the_search_began()
    {
        StartRedirecting();
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Sbc.Receives("180");
        Ladder.Wait(26);
        Alpha.Answers(invite, 302, headers: "Contact: <sip:+49301@gw.example>\n");
        Alpha.Receives("ACK");
        Sbc.Receives("480");
        Beta.ReceivesNothing(1);
    }

    [Fact]
    public void A_caller_who_hangs_up_meanwhile_ends_the_redirected_attempt()
    {
        StartRedirecting();
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:+49301@gw.example>");
        Sbc.Receives("181");
        var invite = Beta.Receives("INVITE");
        Beta.Answers(invite, 180);
        Sbc.Receives("180");
        Sbc.Cancels();
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        Beta.Answers(Beta.Receives("CANCEL"), 200);
        Beta.Answers(invite, 487);
        Beta.Receives("ACK");
    }

    [Fact]
    public void A_full_trunk_at_the_place_redirected_to_is_passed_over()
    {
        StartRedirecting(static (name, trunk) => name == "beta" ? trunk with { Limits = new() { Channels = 0 } } : trunk);
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:+49301@gw.example>");
        Sbc.Receives("181");
        Assert.StartsWith("sip:+49301@10.0.2.3", Refuses(Gamma, 486).RequestUri);
        Sbc.Receives("486");
    }
}
