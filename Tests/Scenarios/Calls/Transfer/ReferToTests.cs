using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls.Transfer;

/// <summary>What a Refer-To becomes (DR-35): opaque parameters come through byte for byte.</summary>
public class ReferToTests : TransferScenario
{
    private static readonly string Opaque = string.Concat(Enumerable.Range(0, 60).Select(static i => $"Ab-{i:00}_%2F~."));

    [Theory]
    [InlineData("<tel:+24255550177>", "sip:+24255550177@10.0.2.2:5060")]
    [InlineData("<tel:+24255550177;npdi>", "sip:+24255550177@10.0.2.2:5060")]
    [InlineData("<sip:+24255550177@10.0.0.1;user=phone>", "sip:+24255550177@10.0.2.2:5060;user=phone")]
    [InlineData("<sip:+24255550177@gw.example;transport=tls;user=phone;x-m=8:orgid:1-2;x-t=Kq%3D%3D>", "sip:+24255550177@10.0.2.2:5060;user=phone;x-m=8:orgid:1-2;x-t=Kq%3D%3D")]
    public void A_number_goes_through_the_routes_and_keeps_its_parameters(string referTo, string uri) => Assert.Equal(uri, InviteTo(referTo).RequestUri);

    [Fact]
    public void A_URI_at_the_trunk_that_asks_goes_back_there_as_it_is()
    {
        StartConnected();
        var uri = $"sip:10.0.1.1:5060;x-m={Opaque};x-t={Opaque};transport=udp";
        Refers(T, $"<{uri}>", $"Referred-By: <sip:sbc.example;x-ti={Opaque};x-tt={Opaque}>\n");
        var invite = T.Receives("INVITE");
        Assert.Equal(uri, invite.RequestUri);
        Assert.Equal($"<sip:sbc.example;x-ti={Opaque};x-tt={Opaque}>", invite["Referred-By"]);
        T.Answers(invite, 486);
        T.Receives("ACK");
        Notified(T, 486);
        Ladder.HangUp(X, T);
    }

    [Fact]
    public void Replaces_of_a_dialog_that_is_not_ours_goes_along()
    {
        var invite = InviteTo("<sip:+24255550177@10.0.0.1?Replaces=12%40pbx%3Bto-tag%3D7%3Bfrom-tag%3D9%3Bearly-only>");
        Assert.Equal("sip:+24255550177@10.0.2.2:5060", invite.RequestUri);
        Assert.Equal("12@pbx;to-tag=7;from-tag=9;early-only", invite["Replaces"]);
        Assert.Equal("replaces", invite["Require"]);
    }

    private PeerMessage InviteTo(string referTo)
    {
        StartConnected();
        Refers(T, referTo);
        var invite = Y.Receives("INVITE");
        Y.Answers(invite, 486);
        Y.Receives("ACK");
        Notified(T, 486);
        Ladder.HangUp(T, X);
        return invite;
    }
}
