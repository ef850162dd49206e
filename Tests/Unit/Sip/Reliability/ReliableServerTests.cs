using System.Text;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Telephony.Sip.Reliability;
using Telephony.Sip.UserAgents;
using Telephony.Support.Sip;
using Telephony.Unit.Sip.UserAgents;
using Xunit;

namespace Telephony.Unit.Sip.Reliability;

/// <summary>Reliable provisional responses of the side that answers (RFC 3262 3, DR-18).</summary>
public class ReliableServerTests
{
    internal static readonly UserAgentOptions Options = new()
    {
        Capabilities = new SipCapabilities(
            [SipMethod.Invite, SipMethod.Ack, SipMethod.Cancel, SipMethod.Bye, SipMethod.Options, SipMethod.Info, SipMethod.Update, SipMethod.Prack], ["100rel"], ["application/sdp"]),
    };

    private readonly AgentBench _bench = new(Options);
    private readonly SipPeer _alice;
    private uint _cseq = 1;

    public ReliableServerTests() => _alice = _bench.Peer("alice", "10.0.0.3:5060");

    [Theory]
    [InlineData("", false, false)]
    [InlineData("", true, false)]
    [InlineData("Supported: 100rel\n", false, false)]
    [InlineData("Supported: timer, 100rel\n", true, true)]
    [InlineData("Require: 100rel\n", false, true)]
    public void A_response_is_reliable_when_both_sides_want_it_or_the_caller_demands_it(string headers, bool wanted, bool reliable)
    {
        Invited(headers);
        Provisional(180, reliably: wanted);
        var ringing = _alice.Receives("180");
        Assert.Equal(reliable, ringing.Has("RSeq"));
        Assert.Equal(reliable ? "100rel" : "", ringing["Require"]);
    }

    [Fact]
    public void Policy_off_sends_nothing_reliably_and_does_not_speak_of_it()
    {
        Invited("Supported: 100rel\n");
        _bench.Invite.Extensions = new Extensions(ProvisionalReliability.Off, Timer: true);
        Provisional(180, reliably: true);
        var ringing = _alice.Receives("180");
        Assert.False(ringing.Has("RSeq"));
        Assert.Equal("", ringing["Supported"]);
    }

    [Fact]
    public void It_is_repeated_with_growing_intervals_until_its_PRACK_comes()
    {
        Invited();
        _alice.ShowRepetitions = true;
        Provisional(183, "offer");
        _bench.Advance(8);   // 0, 0.5, 1.5, 3.5, 7.5 s
        Assert.Equal(5, _alice.Waiting);
        var early = _alice.Receives("183");
        _alice.Clears();
        Pracks(early);
        _alice.Receives("200 PRACK");
        _alice.ReceivesNothing(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public void Without_PRACK_the_invite_is_refused_after_64_T1()
    {
        Invited();
        Provisional(183);
        _alice.Receives("183");
        _alice.ReceivesNothing(TimeSpan.FromSeconds(31.5));
        _bench.Advance(0.6);
        _alice.Receives("504");
        AssertQuiet();
    }

    [Fact]
    public void The_next_one_waits_for_the_PRACK_and_counts_on()
    {
        Invited();
        Provisional(180);
        var first = _alice.Receives("180");
        Provisional(183);
        _alice.ReceivesNothing(TimeSpan.FromSeconds(0.3));
        Pracks(first);
        _alice.Receives("200 PRACK");
        var second = _alice.Receives("183");
        Assert.Equal(RSeq(first) + 1, RSeq(second));
        Pracks(second);
        _alice.Receives("200 PRACK");
    }

    [Fact]
    public void PRACKs_that_name_nothing_get_481()
    {
        Invited();
        Provisional(180);
        var ringing = _alice.Receives("180");
        Pracks(ringing, rack: $"{RSeq(ringing) + 1} 1 INVITE");
        _alice.Receives("481 PRACK");
        Pracks(ringing, rack: $"{RSeq(ringing)} 2 INVITE");
        _alice.Receives("481 PRACK");
        Pracks(ringing, rack: "x");
        _alice.Receives("481 PRACK");
        Pracks(ringing);
        _alice.Receives("200 PRACK");
        Pracks(ringing);
        _alice.Receives("481 PRACK");
    }

    [Fact]
    public void A_2xx_waits_for_the_PRACK_of_a_description()
    {
        Invited();
        Provisional(183, "answer");
        var early = _alice.Receives("183");
        _bench.Answers("");
        _alice.ReceivesNothing(TimeSpan.FromSeconds(0.3));
        Pracks(early);
        _alice.Receives("200 PRACK");
        _alice.Sends(_alice.Ack(_alice.Receives("200 INVITE")));
        _bench.Advance(0.1);
        Assert.Equal(["invited", "acked"], _bench.Told);
    }

    [Fact]
    public void A_2xx_waits_also_for_a_description_that_stands_in_line()
    {
        Invited();
        Provisional(180);
        var ringing = _alice.Receives("180");
        Provisional(183, "answer");
        Provisional(180);
        _bench.Answers("");
        Pracks(ringing);
        _alice.Receives("200 PRACK");
        var early = _alice.Receives("183");
        Pracks(early);
        _alice.Receives("200 PRACK");
        _alice.Receives("200 INVITE");   // the ringing behind it is no news any more
    }

    [Fact]
    public void A_2xx_does_not_wait_for_ringing_and_a_PRACK_that_crosses_it_is_answered()
    {
        Invited();
        Provisional(180);
        var ringing = _alice.Receives("180");
        _bench.Answers();
        var answer = _alice.Receives("200 INVITE");
        Pracks(ringing);
        _alice.Receives("200 PRACK");
        _alice.Sends(_alice.Ack(answer));
        _alice.ReceivesNothing(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public void A_2xx_whose_description_is_never_acknowledged_becomes_504_and_the_dialog_ends()
    {
        Invited();
        Provisional(183, "answer");
        _alice.Receives("183");
        _bench.Answers("");
        _alice.Patience = TimeSpan.FromSeconds(40);
        _alice.Receives("504");
        Assert.Equal(["invited", "ended Gone 504"], _bench.Told);
        AssertQuiet();
    }

    [Fact]
    public void CANCEL_and_failures_stop_the_repetitions()
    {
        Invited();
        Provisional(183, "answer");
        _alice.Receives("183");
        _bench.Loop.Run(() => _bench.Invite.Respond(486));
        _alice.Receives("486");
        AssertQuiet();
    }

    [Fact]
    public void BYE_while_a_2xx_is_held_back_ends_the_invite_with_487()
    {
        Invited();
        Provisional(183, "answer");
        var early = _alice.Receives("183");
        _bench.Answers("");
        _alice.Sends(_alice.InDialog("BYE", early, ++_cseq));
        _alice.Receives("200 BYE");
        _alice.Receives("487");
        AssertQuiet();
    }

    [Fact]
    public void Forks_have_tags_and_numbers_of_their_own_and_the_chosen_one_answers()
    {
        Invited();
        Provisional(183, "one");
        var first = _alice.Receives("183");
        Pracks(first);
        _alice.Receives("200 PRACK");
        var early = _bench.Invite.Dialog!;
        Assert.True(_bench.Invite.TryFork());
        Provisional(183, "two");
        var second = _alice.Receives("183");
        Assert.NotEqual(first.ToTag, second.ToTag);
        Pracks(second);
        _alice.Receives("200 PRACK");
        Assert.Equal(2, _bench.Statistics.Dialogs);
        _bench.Loop.Run(() => _bench.Invite.Resume(early));
        _bench.Answers("");
        var answer = _alice.Receives("200 INVITE");
        Assert.Equal(first.ToTag, answer.ToTag);
        _alice.Sends(_alice.Ack(answer));
        Assert.Equal(1, _bench.Statistics.Dialogs);
        _alice.Sends(_alice.InDialog("BYE", second, ++_cseq));
        _alice.Receives("481 BYE");
    }

    [Fact]
    public void A_reliable_invite_is_kept_alive_by_new_responses()
    {
        Invited();
        Provisional(180);
        var ringing = _alice.Receives("180");
        Pracks(ringing);
        _alice.Receives("200 PRACK");
        _alice.ReceivesNothing(TimeSpan.FromSeconds(149));
        _bench.Advance(2);
        Assert.Equal(RSeq(ringing) + 1, RSeq(_alice.Receives("180")));
    }

    private void Invited(string headers = "Supported: 100rel\n")
    {
        _alice.Sends(_alice.Request("INVITE", "sip:gw@10.0.0.1", headers: headers, body: "offer"));
        _alice.Receives("100");
    }

    private void Provisional(int status, string body = "", bool reliably = true) => _bench.Loop.Run(() =>
        _bench.Invite.Respond<object?>(status, default, null, null, "application/sdp"u8, Encoding.UTF8.GetBytes(body), reliably));

    private void Pracks(PeerMessage response, string? rack = null) =>
        _alice.Sends(_alice.InDialog("PRACK", response, ++_cseq, headers: $"RAck: {rack ?? $"{response["RSeq"]} {response["CSeq"]}"}\n"));

    private static uint RSeq(PeerMessage response) => uint.Parse(response["RSeq"]);

    private void AssertQuiet()
    {
        _alice.HideTrying = true;
        _bench.Advance(80);
        Assert.Equal((0, 0), (_bench.Statistics.Dialogs, _bench.Statistics.Transactions));
        Assert.Equal(0, _bench.Loop.Timers.Count);
    }
}
