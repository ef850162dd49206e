using Telephony.Domain.Records;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Calls that end in the gateway itself.</summary>
public class LocalEndTests : Scenario
{
    private const string Echo = "+14255550198";
    private const string Welcome = "+14255550199";

    private static readonly LadderSetup Setup = new() { Numbers = [(Echo, "echo"), (Welcome, "announcement welcome.wav")] };

    public LocalEndTests() => Start(Setup);

    [Fact]
    public void The_echo_number_lets_the_caller_hear_himself()
    {
        Sbc.Dials(Echo);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Sbc.Says(0x42);
        Assert.Equal([0x42], Sbc.Heard);
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
        Assert.Equal(("echo", CallDirection.Inbound), (Ladder.Record.Destination, Ladder.Record.Direction));
        Assert.Single(Ladder.Record.Legs);
    }

    [Fact]
    public void The_echo_can_be_held_and_resumed()
    {
        Sbc.Dials(Echo);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        var held = Sbc.Receives("200 INVITE");
        Assert.Contains("a=recvonly", SdpOf(held));
        Sbc.Acks(held);
        Sbc.Sends("INVITE", Sbc.Sdp());
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Sbc.Says(1);
        Assert.Equal([1], Sbc.Heard);
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
    }

    [Fact]
    public void A_re_INVITE_without_offer_is_answered_by_the_echo_and_its_ACK_is_taken()
    {
        Sbc.Dials(Echo);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Sbc.Sends("INVITE");
        var offer = Sbc.Receives("200 INVITE");
        Assert.NotEmpty(offer.Body);
        Sbc.Acks(offer, Sbc.SdpWith("sendrecv", port: 4200));
        Sbc.Says(1, port: 4200);
        Assert.Equal([1], Sbc.Heard);
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
    }

    [Fact]
    public void INFO_and_an_empty_UPDATE_are_answered_by_the_echo()
    {
        Sbc.Dials(Echo);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Sbc.Sends("INFO");
        Sbc.Receives("200 INFO");
        Sbc.Sends("UPDATE");
        Assert.Empty(Sbc.Receives("200 UPDATE").Body);
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
    }

    [Fact]
    public void An_offer_without_G711_gets_488()
    {
        Sbc.Dials(Echo, Sbc.Sdp("G729"));
        Sbc.Receives("488");
        Assert.Null(Ladder.Record.AnsweredAt);
    }

    [Fact]
    public void An_announcement_is_played_to_its_end_and_then_the_gateway_hangs_up()
    {
        Ladder.Announcements.Add("welcome.wav", seconds: 1);
        Sbc.Dials(Welcome);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Sbc.Says(0);
        Sbc.Answers(Sbc.Receives("BYE", within: 2), 200);
        Assert.InRange(Sbc.Heard.Count, 49, 52);
        Assert.Equal(16, Ladder.Record.Cause!.Q850);
    }

    [Fact]
    public void The_caller_may_hang_up_in_the_middle_of_an_announcement()
    {
        Ladder.Announcements.Add("welcome.wav", seconds: 5);
        Sbc.Dials(Welcome);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Ladder.Wait(1);
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
        Assert.Equal(CallEndedBy.Caller, Ladder.Record.Cause!.EndedBy);
    }

    [Fact]
    public void A_missing_announcement_gets_480_and_the_record_says_why()
    {
        Sbc.Dials(Welcome);
        Sbc.Receives("480");
        Assert.Contains("welcome.wav", Ladder.Record.Cause!.Text);
    }
}
