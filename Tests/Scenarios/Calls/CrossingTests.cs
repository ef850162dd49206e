using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>What crosses the gateway, and what must not.</summary>
public class CrossingTests : Scenario
{
    private static readonly LadderSetup Trusted = new() { Trunk = static (_, trunk) => trunk with { Identity = new TrunkIdentity(true) } };

    [Fact]
    public void Nothing_of_one_sides_inside_reaches_the_other()
    {
        var toAlpha = new List<string>();
        var toSbc = new List<string>();
        var before = Ladder.Network.Sent;
        Ladder.Network.Sent = packet =>
        {
            before?.Invoke(packet);
            if (packet.From != Ladder.Gateway) return;
            (packet.To == Alpha.Address ? toAlpha : toSbc).Add(System.Text.Encoding.UTF8.GetString(packet.Bytes.Span));
        };
        Sbc.Dials(
            Number, callId: "secret-callid@inside.sbc", contact: "<sip:secret-contact@10.0.1.1:5060>", from: "<sip:+12065550100@secret-host.sbc>",
            headers: "Record-Route: <sip:10.0.1.1:5060;lr;secret-route>\nUser-Agent: secret-agent\nOrganization: secret-organization\nServer: secret-server\nSession-Expires: 47110\n");
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 183, Alpha.Sdp(), headers: "Record-Route: <sip:10.0.2.1:5060;lr;hidden-route>\nServer: hidden-server\nWarning: 399 hidden-host \"x\"\n", contact: "<sip:hidden-contact@10.0.2.1:5060>");
        Sbc.Receives("183");
        Alpha.Answers(invite, 200, headers: "Record-Route: <sip:10.0.2.1:5060;lr;hidden-route>\nServer: hidden-server\n", contact: "<sip:hidden-contact@10.0.2.1:5060>");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.SdpWith("recvonly"));
        Alpha.Receives("ACK");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Ladder.HangUp(Sbc, Alpha);

        string[] ofSbc = ["secret", "10.0.1.1", "inside.sbc", "sbc-tag", "z9hG4bK-sbc", "sbc-session", "4711"];
        string[] ofAlpha = ["hidden", "10.0.2.1", "alpha-tag", "alpha-session", "4711"];
        Assert.NotEmpty(toAlpha);
        Assert.All(toAlpha, text => Assert.All(ofSbc, word => Assert.DoesNotContain(word, text)));
        Assert.All(toSbc.Where(static text => !text.Contains("10.0.2.1:5060", StringComparison.Ordinal) || !text.StartsWith("ACK", StringComparison.Ordinal)), text => Assert.All(ofAlpha, word => Assert.DoesNotContain(word, text)));
    }

    [Theory]
    [InlineData("Diversion", "<sip:+12065550111@gw.example>;reason=unconditional", true)]
    [InlineData("History-Info", "<sip:+12065550111@gw.example>;index=1", true)]
    [InlineData("User-To-User", "56a390f3d2b7310023a2;encoding=hex", true)]
    [InlineData("Priority", "urgent", true)]
    [InlineData("X-Customer", "4711", true)]
    [InlineData("P-Charging-Vector", "icid-value=1", false)]
    [InlineData("Remote-Party-ID", "<sip:+12065550111@x.example>", false)]
    [InlineData("P-Preferred-Identity", "<sip:+12065550111@x.example>", false)]
    [InlineData("Referred-By", "<sip:+12065550111@x.example>", true)]
    [InlineData("Foo", "bar", false)]
    public void Headers_cross_as_the_transit_table_says(string name, string value, bool crosses)
    {
        Sbc.Dials(Number, headers: $"{name}: {value}\n");
        var invite = Alpha.Receives("INVITE");
        Assert.Equal(crosses ? value : "", invite[name]);
        Alpha.Answers(invite, 486, headers: $"{name}: {value}\n");
        Alpha.Receives("ACK");
        Assert.Equal(crosses ? value : "", Sbc.Receives("486")[name]);
    }

    [Fact]
    public void Between_trusted_trunks_the_asserted_identity_is_written_anew()
    {
        Start(Trusted);
        var invite = Invite("P-Asserted-Identity: \"Kim\" <sip:+12065550177@inside.sbc>\nP-Charging-Vector: icid-value=1\n");
        Assert.Equal("<sip:+12065550177@gw.example>", invite["P-Asserted-Identity"]);
        Assert.Contains("sip:+12065550177@gw.example", invite["From"]);
        Assert.Equal("icid-value=1", invite["P-Charging-Vector"]);
    }

    [Fact]
    public void An_untrusted_trunk_asserts_nothing_and_is_told_nothing()
    {
        var invite = Invite("P-Asserted-Identity: <sip:+12065550177@inside.sbc>\n");
        Assert.False(invite.Has("P-Asserted-Identity"));
        Assert.Contains("sip:+12065550100@gw.example", invite["From"]);
    }

    [Fact]
    public void An_anonymous_caller_stays_anonymous()
    {
        var invite = Invite("", from: "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        Assert.StartsWith("\"Anonymous\" <sip:anonymous@anonymous.invalid>", invite["From"]);
        Assert.Equal("anonymous", Ladder.Record.Caller);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_caller_who_wants_privacy_is_only_named_inside_the_trust_domain(bool trusted)
    {
        Start(new LadderSetup { Trunk = (name, trunk) => trunk with { Identity = new TrunkIdentity(trusted || name == "sbc") } });
        var invite = Invite("P-Asserted-Identity: <sip:+12065550177@inside.sbc>\nPrivacy: id\n", from: "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        Assert.StartsWith("\"Anonymous\" <sip:anonymous@anonymous.invalid>", invite["From"]);
        Assert.DoesNotContain("+12065550177", invite["Contact"]);
        Assert.Equal("id", invite["Privacy"]);
        Assert.Equal(trusted ? "<sip:+12065550177@gw.example>" : "", invite["P-Asserted-Identity"]);
        if (!trusted) Assert.DoesNotContain("2065550177", invite.Text);
    }

    [Fact]
    public void The_display_name_crosses_with_its_quotes()
    {
        var invite = Invite("", from: "\"Kim \\\"K\\\" Doe\" <sip:+12065550100@10.0.1.1>");
        Assert.StartsWith("\"Kim \\\"K\\\" Doe\" <sip:+12065550100@gw.example>", invite["From"]);
    }

    [Fact]
    public void Of_a_multipart_body_the_description_is_taken()
    {
        var text = Sbc.Sip.Request("INVITE", $"sip:{Number}@{Ladder.Gateway}", callId: "multi", fromTag: "multi", headers: "Content-Type: multipart/mixed;boundary=b1\n")
            + "--b1\nContent-Type: application/isup\n\nxx\n--b1\nContent-Type: application/sdp\n\n" + Sbc.Sdp() + "\n--b1--\n";
        Sbc.Sip.Sends(text, Ladder.Gateway);
        var invite = Alpha.Receives("INVITE");
        Assert.Equal("application/sdp", invite["Content-Type"]);
        Assert.Contains("a=sendrecv", SdpOf(invite));
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Sip.Receives("486");
    }

    [Fact]
    public void A_body_of_another_kind_gets_415()
    {
        Sbc.Sip.Sends(Sbc.Sip.Request("INVITE", $"sip:{Number}@{Ladder.Gateway}", callId: "text", fromTag: "text", headers: "Content-Type: text/plain\n") + "hello\n", Ladder.Gateway);
        Sbc.Sip.Receives("415");
        Alpha.ReceivesNothing();
    }

    private PeerMessage Invite(string headers, string? from = null)
    {
        Sbc.Dials(Number, headers: headers, from: from);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
        return invite;
    }
}
