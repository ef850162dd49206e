using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Scenarios.Calls.Transfer;

/// <summary>RFC 5589 6, with the gateway doing what the transferee is asked for (DR-34).</summary>
public class BlindTransferTests : TransferScenario
{
    [Fact]
    public void The_caller_transfers_the_callee()
    {
        StartConnected();
        Refers(T, $"<sip:{Target}@10.0.0.1:5060>", "Referred-By: <sip:boss@sbc.example;x-ti=1>\n");
        var invite = Y.Receives("INVITE");
        Assert.Equal($"sip:{Target}@10.0.2.2:5060", invite.RequestUri);
        Assert.Contains("+14255550123", invite["From"], StringComparison.Ordinal);
        Assert.Equal("<sip:boss@sbc.example;x-ti=1>", invite["Referred-By"]);
        Y.Answers(invite, 180);
        Notified(T, 180);
        Y.Answers(invite, 200);
        Y.Receives("ACK");
        Notified(T, 200);
        X.ReceivesNothing();   // its session fits: no re-INVITE
        Talk(X, Y, T);
        T.Sends("BYE");
        T.Receives("200 BYE");
        Ladder.HangUp(Y, X);
        Assert.Equal(["A sbc.example", "B alpha.example", "B beta.example"], Ladder.Record.Legs.Select(static leg => $"{leg.Role} {leg.Trunk}"));
        Assert.Equal([$"sip:{Target}@10.0.0.1:5060 Accepted: the caller asks (sbc.example)", $"sip:{Target}@10.0.0.1:5060 Accepted: joined"], TransferLines());
    }

    [Fact]
    public void The_callee_transfers_the_caller()
    {
        StartConnected(static (_, trunk) => trunk with { Transit = true });
        Refers(X, $"<sip:{Target}@10.0.0.1:5060>");
        var invite = Y.Receives("INVITE");
        Assert.Contains("+12065550100", invite["From"], StringComparison.Ordinal);
        Y.Answers(invite, 200);
        Y.Receives("ACK");
        Notified(X, 200);
        Talk(T, Y, X);
        X.Sends("BYE");
        X.Receives("200 BYE");
        Ladder.HangUp(T, Y);
    }

    [Fact]
    public void A_transferor_that_forgets_to_hang_up_is_hung_up()
    {
        StartConnected();
        Refers(T, $"<sip:{Target}@10.0.0.1:5060>");
        Y.Answers(Y.Receives("INVITE"), 200);
        Y.Receives("ACK");
        Notified(T, 200);
        T.Answers(T.Receives("BYE", within: 5), 200);
        Talk(X, Y);
        Ladder.HangUp(X, Y);
    }

    [Theory]
    [InlineData(486)]
    [InlineData(404)]
    [InlineData(603)]
    public void When_the_target_refuses_the_call_goes_on_as_before(int status)
    {
        StartConnected();
        Refers(T, $"<sip:{Target}@10.0.0.1:5060>");
        Y.Answers(Y.Receives("INVITE"), status);
        Y.Receives("ACK");
        Notified(T, status);
        Talk(T, X);
        Ladder.HangUp(T, X);
        Assert.Contains("the call goes on as before", TransferLines()[^1], StringComparison.Ordinal);
        Assert.Equal(3, Ladder.Record.Legs.Count);
    }

    [Fact]
    public void A_number_without_a_route_is_told_as_404_and_nothing_else_happens()
    {
        StartConnected();
        Refers(T, "<sip:+3999@10.0.0.1>");
        Notified(T, 404);
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void A_trunk_that_may_not_transit_reaches_no_more_by_REFER_than_by_INVITE()
    {
        StartConnected();
        Refers(X, $"<sip:{Target}@10.0.0.1:5060>");
        Notified(X, 404);
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void The_transferee_that_waited_on_hold_is_taken_off_it()
    {
        StartConnected();
        T.Sends("INVITE", T.SdpWith("sendonly"));
        X.Answers(X.Receives("INVITE"), 200, X.SdpWith("recvonly"));
        X.Receives("ACK");
        T.Acks(T.Receives("200 INVITE"));
        Refers(T, $"<sip:{Target}@10.0.0.1:5060>");
        var invite = Y.Receives("INVITE");
        Assert.Contains("a=sendrecv", SdpOf(invite));
        Y.Answers(invite, 200);
        Y.Receives("ACK");
        Notified(T, 200);
        var again = X.Receives("INVITE");
        Assert.Contains("a=sendrecv", SdpOf(again));
        X.Answers(again, 200);
        X.Receives("ACK");
        Talk(X, Y, T);
        T.Sends("BYE");
        T.Receives("200 BYE");
        Ladder.HangUp(X, Y);
    }

    [Fact]
    public void The_transferor_hangs_up_at_once_and_the_transfer_goes_on()
    {
        StartConnected();
        Refers(T, $"<sip:{Target}@10.0.0.1:5060>");
        var invite = Y.Receives("INVITE");
        T.Sends("BYE");
        T.Receives("200 BYE");
        X.ReceivesNothing();
        Y.Answers(invite, 180);
        Y.Answers(invite, 200);
        Y.Receives("ACK");
        Talk(X, Y);
        Ladder.HangUp(X, Y);
    }

    [Fact]
    public void The_transferor_has_hung_up_and_the_target_refuses_so_the_transferee_is_hung_up()
    {
        StartConnected();
        Refers(T, $"<sip:{Target}@10.0.0.1:5060>");
        var invite = Y.Receives("INVITE");
        T.Sends("BYE");
        T.Receives("200 BYE");
        Y.Answers(invite, 486);
        Y.Receives("ACK");
        var bye = X.Receives("BYE");
        Assert.Contains("cause=17", bye["Reason"], StringComparison.Ordinal);
        X.Answers(bye, 200);
    }

    [Fact]
    public void The_transferee_hangs_up_meanwhile_and_the_target_is_cancelled()
    {
        StartConnected();
        Refers(T, $"<sip:{Target}@10.0.0.1:5060>");
        var invite = Y.Receives("INVITE");
        Y.Answers(invite, 180);
        Notified(T, 180);
        X.Sends("BYE");
        X.Receives("200 BYE");
        Y.Answers(Y.Receives("CANCEL"), 200);
        Y.Answers(invite, 487);
        Y.Receives("ACK");
        Notified(T, 487);
        T.Answers(T.Receives("BYE"), 200);
    }

    [Fact]
    public void A_target_that_nobody_answers_is_given_up_and_the_call_goes_on()
    {
        StartConnected();
        Refers(T, $"<sip:{Target}@10.0.0.1:5060>");
        var invite = Y.Receives("INVITE");
        Y.Answers(invite, 180);
        Notified(T, 180);
        for (var i = 0; i < 12; i++)   // neither side falls silent
        {
            Ladder.Wait(9.5);
            T.Says(1);
            X.Says(1);
        }
        Y.Answers(Y.Receives("CANCEL", within: 10), 200);
        Y.Answers(invite, 487);
        Y.Receives("ACK");
        Notified(T, 480);
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void The_next_trunk_of_the_route_is_tried_for_a_target_too()
    {
        Start(Setup() with { Routes = [Support.Calls.Ladder.Route(@"^\+1", "alpha"), Support.Calls.Ladder.Route(@"^\+2", "beta", "alpha")] });
        Ladder.Connect();
        Refers(T, $"<sip:{Target}@10.0.0.1:5060>");
        Y.Answers(Y.Receives("INVITE"), 503);
        Y.Receives("ACK");
        var second = X.Receives("INVITE");
        X.Answers(second, 486);
        X.Receives("ACK");
        Notified(T, 486);
        T.Sends("BYE");
        T.Receives("200 BYE");
    }

    [Fact]
    public void A_second_transfer_follows_the_first()
    {
        StartConnected(static (_, trunk) => trunk with { Transit = true });
        Refers(X, $"<sip:{Target}@10.0.0.1:5060>");
        Y.Answers(Y.Receives("INVITE"), 200);
        Y.Receives("ACK");
        Notified(X, 200);
        X.Sends("BYE");
        X.Receives("200 BYE");
        Refers(Y, $"<sip:{Number}@10.0.0.1:5060>");
        var invite = X.Receives("INVITE");
        Assert.Equal("67", invite["Max-Forwards"]);   // each transfer takes one
        X.Answers(invite, 200);
        X.Receives("ACK");
        Notified(Y, 200);
        Y.Sends("BYE");
        Y.Receives("200 BYE");
        Talk(T, X, Y);
        Ladder.HangUp(T, X);
        Assert.Equal(4, Ladder.Record.Legs.Count);
    }
}
