using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Ringing while a trunk is searched for (section 10, <c>ringWhileSearching</c>).</summary>
public class SearchToneTests : Scenario
{
    public SearchToneTests() => Start(new LadderSetup { Trunks = ["alpha", "beta"], Trunk = static (_, trunk) => trunk with { Media = TrunkMedia.Usual } });

    [Fact]
    public void After_two_seconds_of_nothing_the_caller_hears_ringing_until_the_callee_has_media()
    {
        Sbc.Dials(Number);
        Alpha.Receives("INVITE");
        Sbc.ReceivesNothing(1.9);
        var searching = Sbc.Receives("183");
        Assert.NotEmpty(searching.Body);
        Ladder.Wait(1);
        Assert.InRange(Sbc.Heard.Count, 45, 55);
        var invite = Beta.Receives("INVITE", within: 2);
        Beta.Answers(invite, 180);
        Assert.Equal(searching.ToTag, Sbc.Receives("180").ToTag);
        Ladder.Wait(1);
        Assert.InRange(Sbc.Heard.Count, 90, 160);   // the callee rings, and has nothing to be heard
        Beta.Answers(invite, 200, Beta.Sdp("PCMU"));
        Sbc.Heard.Clear();
        var answer = Sbc.Receives("200 INVITE");
        Sbc.Sip.Sends(Sbc.Sip.Ack(answer), Ladder.Gateway);
        Beta.Receives("ACK");
        Ladder.Wait(0.1);
        Beta.Says(7);
        Assert.Equal(7, Sbc.Heard[^1]);
        var heard = Sbc.Heard.Count;
        Ladder.Wait(1);
        Assert.Equal(heard, Sbc.Heard.Count);
        Sbc.Sip.Sends(Sbc.Sip.InDialog("BYE", answer, 9), Ladder.Gateway);
        Beta.Answers(Beta.Receives("BYE"), 200);
        Sbc.Receives("200 BYE");
    }

    [Fact]
    public void A_callee_with_another_codec_answers_under_another_tag()
    {
        Sbc.Dials(Number, Sbc.Sdp("PCMU", "G722"), "Require: 100rel\n");
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 100);
        var searching = Sbc.Receives("183", within: 3);
        Sbc.Sends("PRACK", headers: $"RAck: {searching["RSeq"]} {searching["CSeq"]}\n");
        Sbc.Receives("200 PRACK");
        Alpha.Answers(invite, 200, Alpha.Sdp("G722"));
        var answer = Sbc.Receives("200 INVITE");
        Assert.NotEqual(searching.ToTag, answer.ToTag);
        Assert.Contains(SdpOf(answer), static line => line.EndsWith("RTP/AVP 9", StringComparison.Ordinal));
        Sbc.Sip.Sends(Sbc.Sip.Ack(answer), Ladder.Gateway);
        Alpha.Receives("ACK");
        Sbc.Sip.Sends(Sbc.Sip.InDialog("BYE", answer, 9), Ladder.Gateway);
        Alpha.Answers(Alpha.Receives("BYE"), 200);
        Sbc.Receives("200 BYE");
    }

    [Fact]
    public void Who_rings_in_time_is_not_spoken_for()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Sbc.Receives("180");
        Sbc.ReceivesNothing(5);
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Theory]
    [InlineData("G722")]
    [InlineData("")]
    public void Without_G711_in_the_offer_there_is_no_tone(string codec)
    {
        Sbc.Dials(Number, codec.Length == 0 ? "" : Sbc.Sdp(codec));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 100);
        Sbc.ReceivesNothing(5);
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void A_caller_that_gives_up_meanwhile_leaves_nothing()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 100);
        Sbc.Receives("183", within: 3);
        Sbc.Cancels();
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        Alpha.Answers(Alpha.Receives("CANCEL"), 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
    }
}
