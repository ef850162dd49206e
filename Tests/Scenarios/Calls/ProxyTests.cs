using Telephony.Domain.Addresses;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>An outbound proxy in front of a trunk (RFC 3261 8.1.2): here beta is the proxy of alpha.</summary>
public class ProxyTests : Scenario
{
    [Theory]
    [InlineData(ProxyRouting.Loose, $"sip:{Number}@10.0.2.1:5060", "<sip:10.0.2.2:5060;lr>")]
    [InlineData(ProxyRouting.Strict, "sip:10.0.2.2:5060", $"<sip:{Number}@10.0.2.1:5060>")]
    [InlineData(ProxyRouting.None, $"sip:{Number}@10.0.2.1:5060", "")]
    public void Calls_leave_by_the_proxy_and_name_the_trunk(ProxyRouting routing, string uri, string route)
    {
        Start(new LadderSetup
        {
            Trunks = ["alpha", "beta"],
            Routes = [Ladder.Route(@"^\+1", "alpha")],
            Trunk = (name, trunk) => name == "alpha" ? trunk with { Proxy = new HostPort("10.0.2.2", 5060), ProxyRouting = routing } : trunk,
        });
        Sbc.Dials(Number);
        var invite = Beta.Receives("INVITE");
        Assert.Equal((uri, route), (invite.RequestUri, invite["Route"]));
        Assert.StartsWith($"<sip:{Number}@10.0.2.1:5060>", invite["To"]);
        Beta.Answers(invite, 180);
        Sbc.Receives("180");
        Beta.Answers(invite, 200, headers: "Record-Route: <sip:10.0.2.2:5060;lr>\n", contact: "<sip:alpha@10.0.2.1:5060>");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        var ack = Beta.Receives("ACK");
        Assert.Equal(("sip:alpha@10.0.2.1:5060", "<sip:10.0.2.2:5060;lr>"), (ack.RequestUri, ack["Route"]));
        Sbc.Sends("BYE");
        Beta.Answers(Beta.Receives("BYE"), 200);
        Sbc.Receives("200 BYE");
        Alpha.ReceivesNothing();
        Assert.Equal("alpha.example", Ladder.Record.ToTrunk.Value);
    }
}
