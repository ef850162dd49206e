using Telephony.Domain.NumberRules;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>
/// A trunk answers 3xx (RFC 3261 8.1.3.4, 21.3): who is called then, and what everybody is told of it. <c>alpha</c> redirects and may dial on by the voice routes,
/// <c>beta</c> and <c>gamma</c> serve +49… .
/// </summary>
public class RedirectionTests : Scenario
{
    private Party Gamma => Ladder["gamma"];

    [Fact]
    public void A_number_at_our_domain_goes_by_the_voice_routes_and_the_caller_is_told_181()
    {
        StartRedirecting();
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:+4930111@gw.example>");
        var told = Sbc.Receives("181");
        Assert.EndsWith("181 Call Is Being Forwarded", told.StartLine);
        var invite = Beta.Receives("INVITE");
        Assert.Equal("sip:+4930111@10.0.2.2:5060;cause=302", invite.RequestUri);
        Assert.StartsWith("<sip:+4930111@10.0.2.2", invite["To"]);
        Assert.StartsWith("<sip:+12065550100@gw.example>", invite["From"]);
        Assert.Equal("69", invite["Max-Forwards"]);
        Talks(Beta, invite);
        Assert.Equal([AttemptResult.Rejected, AttemptResult.Answered], Ladder.Record.Attempts.Select(static a => a.Result));
        Assert.Equal("beta.example", Ladder.Record.ToTrunk.Value);
        Assert.Contains(Ladder.Record.Trace, static step => step is { Rule: DecisionRule.Redirection, Input: "sip:+4930111@gw.example", Verdict: DecisionVerdict.Accepted });
    }

    [Theory]
    [InlineData("<tel:+4930111>")]
    [InlineData("<sip:+49-30-111@10.0.0.1:5060;user=phone>")]
    [InlineData("sip:+4930111@GW.example")]
    [InlineData("\"Desk\" <sips:+4930111@gw.example>;q=0.2")]
    public void Every_form_of_a_number_of_ours_is_one(string contact)
    {
        StartRedirecting();
        Sbc.Dials(Number);
        Redirects(Alpha, 301, contact);
        Sbc.Receives("181");
        Assert.StartsWith("sip:+4930111@10.0.2.2:5060", Refuses(Beta, 486).RequestUri);
        Sbc.Receives("486");
    }

    [Fact]
    public void The_number_rules_of_the_trunk_that_redirects_and_of_the_one_that_takes_the_call_both_apply()
    {
        StartRedirecting((name, trunk) => trunk with
        {
            NumberRules = name switch
            {
                "alpha" => new NumberRuleLists { InboundCalled = [Rule("^030", "+4930")] },
                "beta" => new NumberRuleLists { OutboundCalled = [Rule(@"^\+", "00")] },
                _ => NumberRuleLists.None,
            },
        });
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:030111;rn=+4930000;npdi@gw.example>");
        Sbc.Receives("181");
        Assert.Equal("sip:004930111;rn=+4930000;npdi@10.0.2.2:5060;cause=302", Refuses(Beta, 486).RequestUri);
        Sbc.Receives("486");
    }

    [Fact]
    public void A_trunk_that_may_not_transit_redirects_to_our_own_numbers_only()
    {
        StartRedirecting((name, trunk) => name == "alpha" ? trunk with { Transit = false } : trunk, numbers: [("+14255550777", "trunk")]);
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:+4930111@gw.example>;q=0.9, <sip:+14255550777@gw.example>;q=0.5");
        Sbc.Receives("181");
        Assert.StartsWith("sip:+14255550777@10.0.2.1:5060", Refuses(Alpha, 486).RequestUri);
        Sbc.Receives("486");
        Assert.Contains(Ladder.Record.Trace, static step => step is { Rule: DecisionRule.Redirection, Verdict: DecisionVerdict.Refused, Input: "sip:+4930111@gw.example" } && step.Detail.Contains("transit", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<sip:desk@10.0.2.1:5070;x-line=2>", "sip:desk@10.0.2.1:5070;x-line=2")]
    [InlineData("<sip:+1999@alpha.example?Subject=x>", "sip:+1999@alpha.example")]
    public void A_URI_at_the_trunk_is_called_there_as_it_is(string contact, string uri)
    {
        StartRedirecting(static (name, trunk) => name == "alpha" ? trunk with { Proxy = trunk.Address, ProxyRouting = ProxyRouting.None } : trunk);
        Sbc.Dials(Number);
        Redirects(Alpha, 302, contact);
        Sbc.Receives("181");
        Assert.Equal(uri, Refuses(Alpha, 480).RequestUri);
        Sbc.Receives("480");
        Assert.Equal(2, Ladder.Record.Attempts.Count);
    }

    [Fact]
    public void Another_place_of_the_trunk_is_called_at_that_place()
    {
        StartRedirecting(WithNetwork);
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:+1999@10.0.2.3:5060>");
        Sbc.Receives("181");
        var invite = Gamma.Receives("INVITE");
        Assert.Equal("sip:+1999@10.0.2.3:5060", invite.RequestUri);
        Talks(Gamma, invite);
        Assert.Equal("alpha.example", Ladder.Record.ToTrunk.Value);
    }

    [Fact]
    public void Use_proxy_asks_for_the_same_number_by_that_place()
    {
        StartRedirecting(WithNetwork);
        Sbc.Dials(Number);
        Redirects(Alpha, 305, "<sip:10.0.2.3:5060>");
        Sbc.Receives("181");
        Assert.Equal($"sip:{Number}@10.0.2.1:5060", Refuses(Gamma, 486).RequestUri);
        Sbc.Receives("486");
    }

    [Theory]
    [InlineData("<sip:+4930111@evil.example>", "neither ours nor")]
    [InlineData("<sip:+4930111@10.0.2.2:5060>", "neither ours nor")]          // beta's: another trunk is reached by a voice route, not by its address
    [InlineData("<sip:+4930111@10.0.2.1;maddr=192.0.2.1>", "maddr")]
    [InlineData("<sip:+4930111@gw.example;method=REFER>", "not for calls")]
    [InlineData("<mailto:kim@gw.example>", "scheme")]
    [InlineData("<sip:gw.example>", "no number")]
    [InlineData("<sip:+9990000@gw.example>", "voice route")]
    [InlineData("<sip:+4930111@gw.example>;expires=0", "expired")]
    [InlineData("<sip:+4930111@gw.example", "unreadable")]
    [InlineData("*", "unreadable")]
    public void What_may_not_be_followed_ends_the_call_with_a_reason_in_the_trace(string contact, string why)
    {
        StartRedirecting();
        Sbc.Dials(Number);
        Redirects(Alpha, 302, contact);
        Assert.Contains("cause=23", Sbc.Receives("480")["Reason"]);
        Beta.ReceivesNothing(1);
        Assert.Contains(Ladder.Record.Trace, step => step.Rule == DecisionRule.Redirection && step.Detail.Contains(why, StringComparison.Ordinal));
        Assert.Single(Ladder.Record.Attempts);
    }

    [Fact]
    public void Expires_of_the_response_holds_for_Contacts_without_one()
    {
        StartRedirecting();
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:+4930111@gw.example>, <sip:+4930222@gw.example>;expires=60", "Expires: 0\n");
        Sbc.Receives("181");
        Assert.StartsWith("sip:+4930222@", Refuses(Beta, 486).RequestUri);
        Sbc.Receives("486");
    }

    [Theory]
    [InlineData(380)]
    [InlineData(304)]
    [InlineData(399)]
    public void A_code_that_names_no_other_address_is_not_followed(int status)
    {
        StartRedirecting();
        Sbc.Dials(Number);
        Redirects(Alpha, status, "<sip:+4930111@gw.example>");
        Sbc.Receives("480");
        Beta.ReceivesNothing(1);
    }

    [Fact]
    public void Where_the_trunk_may_not_redirect_the_search_ends_or_moves_on_by_its_list_of_codes()
    {
        Start(new LadderSetup { Trunks = ["alpha", "beta"], Trunk = static (name, trunk) => name == "alpha" ? trunk with { Failover = trunk.Failover with { Codes = [302] } } : trunk });
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:+4930111@gw.example>");
        Assert.Equal($"sip:{Number}@10.0.2.2:5060", Refuses(Beta, 486).RequestUri);
        Sbc.Receives("486");
    }

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
    public void The_trunk_that_takes_the_call_is_told_who_redirected_it_and_why()
    {
        StartRedirecting();
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:+49301@gw.example>");
        Sbc.Receives("181");
        var invite = Refuses(Beta, 486);
        Assert.Equal(
            [
                $"<sip:{Number}@gw.example;user=phone?Reason=SIP%3Bcause%3D302>;index=1",
                "<sip:+49301@gw.example;user=phone;cause=302>;index=1.1;mp=1",
            ],
            invite.All("History-Info"));
        Assert.Equal([$"<sip:{Number}@gw.example>;reason=unconditional;counter=1"], invite.All("Diversion"));
        Sbc.Receives("486");
    }

    [Fact]
    public void What_came_of_History_Info_and_Diversion_is_continued()
    {
        StartRedirecting();
        Sbc.Dials(Number, headers: $"History-Info: <sip:+1201@in.example?Reason=SIP%3Bcause%3D486>;index=1, <sip:{Number}@in.example;cause=486>;index=1.1;mp=1\nDiversion: <sip:+1201@in.example>;reason=user-busy\n");
        Redirects(Alpha, 302, "<sip:+49301@gw.example>");
        Sbc.Receives("181");
        var invite = Refuses(Beta, 486);
        Assert.Equal(
            [
                "<sip:+1201@gw.example?Reason=SIP%3Bcause%3D486>;index=1",
                $"<sip:{Number}@gw.example;cause=486?Reason=SIP%3Bcause%3D302>;index=1.1;mp=1",
                "<sip:+49301@gw.example;user=phone;cause=302>;index=1.1.1;mp=1.1",
            ],
            invite.All("History-Info"));
        Assert.Equal([$"<sip:{Number}@gw.example>;reason=unconditional;counter=1", "<sip:+1201@gw.example>;reason=user-busy"], invite.All("Diversion"));
        Sbc.Receives("486");
    }

    [Fact]
    public void A_trunk_that_wants_neither_header_gets_neither_and_no_cause()
    {
        StartRedirecting(static (name, trunk) => name == "beta" ? trunk with { Identity = new TrunkIdentity(false) { HistoryInfo = ForwardingHeader.None, Diversion = ForwardingHeader.None } } : trunk);
        Sbc.Dials(Number);
        Redirects(Alpha, 302, "<sip:+49301@gw.example>");
        Sbc.Receives("181");
        var invite = Refuses(Beta, 486);
        Assert.Equal("sip:+49301@10.0.2.2:5060", invite.RequestUri);
        Assert.False(invite.Has("History-Info") || invite.Has("Diversion"));
        Sbc.Receives("486");
    }

    /// <summary>RFC 4458: by Diversion or Reason of the 3xx; a phone that had rung deflects.</summary>
    [Theory]
    [InlineData("Diversion: <sip:+1425@a>;reason=no-answer\n", false, "408", "no-answer")]
    [InlineData("Reason: SIP;cause=486\n", false, "486", "user-busy")]
    [InlineData("", true, "487", "deflection")]
    public void Why_it_was_redirected_is_passed_on(string headers, bool rings, string cause, string reason)
    {
        StartRedirecting();
        Sbc.Dials(Number);
        var first = Alpha.Receives("INVITE");
        if (rings)
        {
            Alpha.Answers(first, 180);
            Sbc.Receives("180");
        }
        Alpha.Answers(first, 302, headers: "Contact: <sip:+49301@gw.example>\n" + headers);
        Alpha.Receives("ACK");
        Sbc.Receives("181");
        var invite = Refuses(Beta, 486);
        Assert.EndsWith($";cause={cause}", invite.RequestUri);
        Assert.Contains($";reason={reason};", invite["Diversion"]);
        Sbc.Receives("486");
    }

    [Fact]
    public void A_181_of_the_trunk_is_passed_on_and_what_comes_behind_it_too()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Sbc.Receives("180");
        Alpha.Answers(invite, 181);
        Sbc.Receives("181");
        Alpha.Answers(invite, 182);
        Sbc.Receives("182");
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
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

    private void StartRedirecting(Func<string, Trunk, Trunk>? change = null, (string Number, string Destination)[]? numbers = null, string[]? plan = null, VoiceRoute[]? routes = null) => Start(new LadderSetup
    {
        Trunks = ["alpha", "beta", "gamma"],
        Numbers = numbers ?? [],
        Routes = routes ?? [Ladder.Route("^\\+1", plan ?? ["alpha"]), Ladder.Route("^\\+49", "beta", "gamma")],
        Trunk = (name, trunk) =>
        {
            var made = name == "alpha" ? trunk with { Follow3xx = true, Transit = true } : trunk;
            return change is null ? made : change(name, made);
        },
    });

    /// <summary>alpha has more places than the one it is called at.</summary>
    private static Trunk WithNetwork(string name, Trunk trunk) => name != "alpha" ? trunk : trunk with
    {
        Authentication = trunk.Authentication with { Addresses = [.. trunk.Authentication.Addresses, SourceAddress.TryParse("10.0.2.0/29", out var network, out _) ? network : default] },
    };

    private static void Redirects(Party who, int status, string contact, string headers = "")
    {
        who.Answers(who.Receives("INVITE"), status, headers: $"Contact: {contact}\n{headers}");
        who.Receives("ACK");
    }

    private static PeerMessage Refuses(Party who, int status)
    {
        var invite = who.Receives("INVITE");
        who.Answers(invite, status);
        who.Receives("ACK");
        return invite;
    }

    private void Talks(Party who, PeerMessage invite)
    {
        who.Answers(invite, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        who.Receives("ACK");
        Sbc.Says(7);
        Assert.Equal([7], who.Heard);
        Ladder.HangUp(Sbc, who);
    }

    private static NumberRule Rule(string pattern, string replacement) =>
        NumberRule.TryCreate(pattern, pattern, replacement, false, out var rule, out var why) ? rule : throw new ArgumentException(why, nameof(pattern));
}
