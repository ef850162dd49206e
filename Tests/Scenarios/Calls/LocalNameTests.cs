using System.Net;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>What a trunk is told of us: the name it knows us by (<c>localName</c>), or the address outside of a NAT (<c>localAddress.advertised</c>).</summary>
public sealed class LocalNameTests : Scenario
{
    [Fact]
    public void A_call_to_the_trunk_has_the_name_in_Via_Contact_and_From_and_so_has_all_that_follows()
    {
        Start(Named("alpha"));
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Says("sbc.contoso.example", invite);
        Assert.Contains("@sbc.contoso.example>", invite["From"]);
        Alpha.Answers(invite, 200);
        var answer = Sbc.Receives("200 INVITE");
        Assert.Contains("10.0.0.1:5060", answer["Contact"]);       // the other trunk is told nothing of it
        Sbc.Acks(answer);
        Assert.StartsWith("SIP/2.0/UDP sbc.contoso.example:5060;", Alpha.Receives("ACK")["Via"]);

        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        var change = Alpha.Receives("INVITE");
        Says("sbc.contoso.example", change);
        Alpha.Answers(change, 200, Alpha.SdpWith("recvonly"));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");

        Alpha.Sends("INVITE", Alpha.Sdp());
        Sbc.Answers(Sbc.Receives("INVITE"), 200);
        var back = Alpha.Receives("200 INVITE");
        Assert.Contains("sbc.contoso.example:5060", back["Contact"]);
        Alpha.Acks(back);
        Sbc.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_call_from_the_trunk_is_answered_by_the_name()
    {
        Start(Named("sbc"));
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Assert.StartsWith("SIP/2.0/UDP 10.0.0.1:5060;", invite["Via"]);
        Alpha.Answers(invite, 180);
        Assert.Contains("sbc.contoso.example:5060", Sbc.Receives("180")["Contact"]);
        Alpha.Answers(invite, 200);
        var answer = Sbc.Receives("200 INVITE");
        Assert.Contains("sbc.contoso.example:5060", answer["Contact"]);
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Alpha.Sends("BYE");
        var bye = Sbc.Receives("BYE");
        Assert.StartsWith("SIP/2.0/UDP sbc.contoso.example:5060;", bye["Via"]);
        Sbc.Answers(bye, 200);
        Alpha.Receives("200 BYE");
    }

    [Fact]
    public void OPTIONS_have_the_name_too()
    {
        Start(Named("alpha", OptionsPing.Usual) with { Pings = true });
        var ping = Alpha.Receives("OPTIONS");
        Says("sbc.contoso.example", ping);
        Assert.StartsWith("<sip:sbc.contoso.example>;tag=", ping["From"]);
        Assert.StartsWith("<sip:sbc.contoso.example:5060>", ping["Contact"]);   // no user, and no @
        Alpha.Answers(ping, 200);
        Ladder.Reload(static trunks => trunks.Select(static trunk => trunk with { Options = OptionsPing.Never }));
    }

    [Fact]
    public void The_address_outside_of_a_NAT_stands_in_Via_and_Contact()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => name == "alpha" ? trunk with { LocalAddress = new LocalAddress(IPAddress.Parse("10.0.0.1"), "203.0.113.7") } : trunk });
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Says("203.0.113.7", invite);
        Assert.Contains("c=IN IP4 203.0.113.7", SdpOf(invite));
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    private static void Says(string name, PeerMessage request)
    {
        Assert.StartsWith($"SIP/2.0/UDP {name}:5060;", request["Via"]);
        Assert.Contains($"{name}:5060", request["Contact"]);
    }

    private static LadderSetup Named(string which, OptionsPing? options = null) => new()
    {
        Trunk = (name, trunk) => name == which ? trunk with { LocalName = "sbc.contoso.example", Options = options ?? trunk.Options } : trunk,
    };
}
