using Telephony.Domain.NumberRules;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>What everybody is told of a 3xx: 181, History-Info (RFC 7044), Diversion (RFC 5806), cause (RFC 4458).</summary>
public class RedirectionNewsTests : RedirectionScenario
{
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
}
