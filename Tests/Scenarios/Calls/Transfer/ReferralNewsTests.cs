using Telephony.Domain.Addresses;
using Telephony.Domain.Calls;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls.Transfer;

/// <summary>What the side that was referred tells of it, by NOTIFY (RFC 3515 2.4.4), by BYE or not at all.</summary>
public class ReferralNewsTests : TransferScenario
{
    [Fact]
    public async Task News_may_come_before_the_202()
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        var refer = X.Receives("REFER");
        News(X, 100);
        News(X, 200);   // and still active, whatever that means
        HungUp(T);
        X.Answers(refer, 202);
        HungUp(X);
        Assert.IsType<TransferOutcome.Transferred>(await outcome);
    }

    [Fact]
    public async Task A_side_that_accepts_and_hangs_up_has_taken_the_call_over()
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        X.Answers(X.Receives("REFER"), 202);
        X.Sends("BYE");
        X.Receives("200 BYE");
        HungUp(T);
        Assert.IsType<TransferOutcome.Transferred>(await outcome);
        Assert.Contains(TransferLines(), static line => line.EndsWith("taken over: the side that was asked has hung up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_side_that_hangs_up_before_it_accepts_has_not()
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        X.Receives("REFER");
        X.Sends("BYE");
        X.Receives("200 BYE");
        HungUp(T);
        Assert.IsType<TransferOutcome.Failed>(await outcome);
    }

    [Fact]
    public async Task Without_a_subscription_the_peer_is_trusted()
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        X.Answers(X.Receives("REFER"), 202, headers: "Refer-Sub: false\n");
        HungUp(X, T);
        Assert.IsType<TransferOutcome.Transferred>(await outcome);
    }

    [Fact]
    public async Task A_REFER_without_an_answer_leaves_the_call_alone()
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        var refer = X.Receives("REFER");
        Ladder.Wait(33);
        Assert.Equal(408, Assert.IsType<TransferOutcome.Failed>(await outcome).Status);
        Y.ReceivesNothing();   // who knows whether X calls it
        X.Sends("NOTIFY", "SIP/2.0 100 Trying\r\n", "Event: refer\nSubscription-State: active\nContent-Type: message/sipfrag\n");
        X.Receives("481 NOTIFY");
        X.Answers(refer, 202);
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public async Task News_that_never_ends_is_ended()
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        var refer = X.Receives("REFER");
        X.Answers(refer, 202);
        News(X, 180);
        Ladder.Wait(116);   // nobody speaks meanwhile, and nobody is hung up for it
        var end = X.Receives("SUBSCRIBE");
        Assert.Equal(($"refer;id={refer.CSeq}", "0"), (end["Event"], end["Expires"]));
        X.Answers(end, 481);   // takes nothing along
        Assert.Equal(408, Assert.IsType<TransferOutcome.Failed>(await outcome).Status);
        News(X, 486, "terminated;reason=timeout", $";id={refer.CSeq}");
        X.Sends("NOTIFY", "", $"Event: refer;id={refer.CSeq}\nSubscription-State: terminated\n");
        X.Receives("481 NOTIFY");
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public async Task News_that_ends_without_a_result_leaves_the_BYE_to_tell()
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        X.Answers(X.Receives("REFER"), 202);
        News(X, 100, "terminated;reason=noresource");
        Ladder.Wait(20);
        Assert.False(outcome.IsCompleted);
        X.Sends("BYE");
        X.Receives("200 BYE");
        HungUp(T);
        Assert.IsType<TransferOutcome.Transferred>(await outcome);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(486)]
    public async Task The_other_side_need_not_wait_for_the_end(int status)
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        X.Answers(X.Receives("REFER"), 202);
        T.Sends("BYE");
        T.Receives("200 BYE");
        X.ReceivesNothing();
        News(X, status, "terminated;reason=noresource");
        HungUp(X);
        Assert.Equal(status == 200, await outcome is TransferOutcome.Transferred);
    }

    [Fact]
    public async Task The_other_side_has_hung_up_and_the_gateway_goes_on_where_the_peer_cannot()
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        var refer = X.Receives("REFER");
        T.Sends("BYE");
        T.Receives("200 BYE");
        X.Answers(refer, 405);
        Y.Answers(Y.Receives("INVITE"), 200);
        Y.Receives("ACK");
        Talk(X, Y);
        Assert.Equal(new TransferOutcome.Transferred(TransferWay.Reinvite), await outcome);
        Ladder.HangUp(X, Y);
    }

    [Theory]
    [InlineData("Event: refer;id=999999\nSubscription-State: active\n", "SIP/2.0 200 OK\r\n", 481)]
    [InlineData("Event: refer\nSubscription-State: active\n", "OK\r\n", 400)]
    [InlineData("Event: presence\nSubscription-State: active\n", "", 489)]
    [InlineData("Event: refer\nSubscription-State: active\n", "", 200)]
    public async Task News_of_something_else_is_refused(string headers, string body, int status)
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        X.Answers(X.Receives("REFER"), 202);
        X.Sends("NOTIFY", body, headers + "Content-Type: message/sipfrag\n");
        X.Receives($"{status} NOTIFY");
        Assert.False(outcome.IsCompleted);
        News(X, 486, "terminated;reason=noresource");
        Assert.IsType<TransferOutcome.Failed>(await outcome);
        Ladder.HangUp(T, X);
    }
}
