using Telephony.Domain.NumberRules;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>A trunk answers 3xx (RFC 3261 8.1.3.4, 21.3): who is called then.</summary>
public class RedirectionTests : RedirectionScenario
{
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
}
