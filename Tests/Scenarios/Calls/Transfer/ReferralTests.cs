using Telephony.Domain.Addresses;
using Telephony.Domain.Calls;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls.Transfer;

/// <summary>A controller wants a side to speak with somebody else, and the side's trunk does it by REFER (DR-33, RFC 5589 6).</summary>
public class ReferralTests : TransferScenario
{
    [Fact]
    public async Task The_callee_is_asked_and_takes_the_call_over()
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        var refer = X.Receives("REFER");
        Assert.Equal($"<sip:{Target}@10.0.0.1:5060;user=phone>", refer["Refer-To"]);
        Assert.Equal("<sip:gw.example>", refer["Referred-By"]);
        Assert.Equal("sip:alpha@10.0.2.1:5060", refer.RequestUri);
        Assert.NotEmpty(refer["Contact"]);
        X.Answers(refer, 202);
        News(X, 100);
        News(X, 180);
        Talk(T, X);   // until it is done, nothing has changed
        News(X, 200, "terminated;reason=noresource");
        HungUp(X, T);
        Assert.Equal(new TransferOutcome.Transferred(TransferWay.Refer), await outcome);
        Assert.Equal("Transferred: its side went over by REFER.", Ladder.Record.Cause!.Text);
        Y.ReceivesNothing();
        Assert.Equal(1, Ladder.Calls.Statistics.Transfers.Single(static t => t.Succeeded).Count);
    }

    [Fact]
    public async Task The_caller_can_be_asked_as_well()
    {
        StartConnected(Able, "");
        var outcome = Commands((await SidesAsync()).Near, To(Target), "<sip:boss@example.com;x-ti=1>");
        var refer = T.Receives("REFER");
        Assert.Equal("<sip:boss@example.com;x-ti=1>", refer["Referred-By"]);
        T.Answers(refer, 202);
        News(T, 200, "terminated;reason=noresource");
        HungUp(T, X);
        Assert.IsType<TransferOutcome.Transferred>(await outcome);
    }

    [Theory]
    [InlineData("Allow: INVITE, ACK, REFER\n")]   // no NOTIFY: it could not tell how it goes
    [InlineData("Allow: INVITE, ACK\n")]
    [InlineData("")]
    public async Task A_side_that_takes_no_REFER_is_transferred_by_the_gateway(string allow)
    {
        StartConnected("", "", more: allow);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        var invite = Y.Receives("INVITE");
        Assert.Contains("+14255550123", invite["From"], StringComparison.Ordinal);
        Assert.Equal("<sip:gw.example>", invite["Referred-By"]);
        Y.Answers(invite, 180);
        Talk(T, X);
        Y.Answers(invite, 200);
        Y.Receives("ACK");
        HungUp(T);   // it knows of nothing and would stay
        Talk(X, Y, T);
        Assert.Equal(new TransferOutcome.Transferred(TransferWay.Reinvite), await outcome);
        Ladder.HangUp(X, Y);
    }

    [Fact]
    public async Task A_trunk_whose_OPTIONS_say_REFER_is_asked_too()
    {
        Start(Setup());
        X.Sip.Sends(X.Sip.Request("OPTIONS", "sip:gw.example", callId: "ping", headers: $"Allow: {Able}\n"), Ladder.Gateway);
        X.Receives("200 OPTIONS");
        Connect("", "");
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        X.Answers(X.Receives("REFER"), 603);
        Y.Answers(Y.Receives("INVITE"), 486);   // then the gateway does it
        Y.Receives("ACK");
        Assert.Equal(486, Assert.IsType<TransferOutcome.Failed>(await outcome).Status);
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Theory]
    [InlineData(ReferPolicy.Refer, "", true)]
    [InlineData(ReferPolicy.Reinvite, Able, false)]
    public async Task The_trunk_says_how_it_is_done(ReferPolicy policy, string allow, bool byRefer)
    {
        StartConnected("", allow, (_, trunk) => trunk with { Transfer = new TrunkTransfer(policy) });
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        if (byRefer)
        {
            X.Answers(X.Receives("REFER"), 405);
            Y.ReceivesNothing();
            Assert.Equal(405, Assert.IsType<TransferOutcome.Failed>(await outcome).Status);
        }
        else
        {
            Y.Answers(Y.Receives("INVITE"), 404);
            Y.Receives("ACK");
            Assert.Equal(404, Assert.IsType<TransferOutcome.Failed>(await outcome).Status);
        }
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Theory]
    [InlineData(486)]
    [InlineData(603)]
    [InlineData(404)]
    public async Task When_its_target_refuses_the_call_goes_on_as_before(int status)
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        X.Answers(X.Receives("REFER"), 202);
        News(X, 100);
        News(X, status, "terminated;reason=noresource");
        Assert.Equal(status, Assert.IsType<TransferOutcome.Failed>(await outcome).Status);
        X.ReceivesNothing();
        Talk(T, X);
        Ladder.HangUp(T, X);
        Assert.Contains("the call goes on as before", TransferLines()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_side_that_went_into_a_hold_for_it_is_taken_off_it()
    {
        StartConnected("", Able);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        X.Answers(X.Receives("REFER"), 202);
        Hold(X, T);
        News(X, 486, "terminated;reason=noresource");
        Assert.IsType<TransferOutcome.Failed>(await outcome);
        foreach (var party in (Party[])[X, T])
        {
            var again = party.Receives("INVITE");
            Assert.Contains("a=sendrecv", SdpOf(again));
            party.Answers(again, 200);
            party.Receives("ACK");
        }
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public async Task A_hold_that_was_there_before_stays()
    {
        StartConnected("", Able);
        Hold(T, X);
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        X.Answers(X.Receives("REFER"), 202);
        News(X, 486, "terminated;reason=noresource");
        Assert.IsType<TransferOutcome.Failed>(await outcome);
        X.ReceivesNothing();
        Ladder.HangUp(T, X);
    }

    [Fact]
    public async Task A_caller_in_an_announcement_is_transferred_out_of_it()
    {
        Start(Setup() with { Numbers = [("+19995550100", "echo")] });
        T.Dials("+19995550100");
        T.Acks(T.Receives("200 INVITE"));
        var outcome = Commands((await SidesAsync()).Near, To(Target));
        var invite = Y.Receives("INVITE");
        Assert.Contains("+12065550100", invite["From"], StringComparison.Ordinal);
        Y.Answers(invite, 200);
        Y.Receives("ACK");
        Talk(T, Y);
        Assert.Equal(new TransferOutcome.Transferred(TransferWay.Reinvite), await outcome);
        Ladder.HangUp(Y, T);
    }

    [Fact]
    public async Task A_caller_in_an_announcement_is_referred_out_of_it()
    {
        Start(Setup() with { Numbers = [("+19995550100", "echo")] });
        T.Dials("+19995550100", headers: $"Allow: {Able}\n");
        T.Acks(T.Receives("200 INVITE"));
        var outcome = Commands((await SidesAsync()).Near, To(Target));
        T.Answers(T.Receives("REFER"), 202);
        News(T, 200, "terminated;reason=noresource");
        HungUp(T);
        Assert.Equal(new TransferOutcome.Transferred(TransferWay.Refer), await outcome);
    }

    [Fact]
    public async Task What_cannot_begin_is_refused_with_a_reason()
    {
        StartConnected("", Able);
        var (near, far) = await SidesAsync();
        Assert.Equal(TransferRefusal.NoSuchLeg, await RefusedAsync(far with { Ordinal = 77 }, To(Target)));
        Assert.Equal(TransferRefusal.NoSuchCall, await RefusedAsync(far with { Call = default }, To(Target)));
        Assert.Equal(TransferRefusal.CannotBeReached, await RefusedAsync(far, new TransferGoal.Somebody(Address.Anonymous.Instance)));
        Assert.Equal(TransferRefusal.CannotBeReached, await RefusedAsync(far, new TransferGoal.Somebody(new Address.SipUri("a b@c"))));
        Assert.Equal(TransferRefusal.CannotBeReached, await RefusedAsync(far, new TransferGoal.Somebody(new Address.SipUri("a@b.example")) { Parameters = ";x=<y>" }));
        Assert.Equal(TransferRefusal.CannotBeReached, await RefusedAsync(far, To(Target), "<sip:a@b>\r\nEvil: 1"));
        Assert.Equal(TransferRefusal.CannotBeReached, await RefusedAsync(far, new TransferGoal.SideOf(near)));
        var first = Commands(far, To(Target));
        X.Answers(X.Receives("REFER"), 202);
        Assert.Equal(TransferRefusal.Busy, await RefusedAsync(far, To(Target)));
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        T.Receives("491 REFER");
        News(X, 486, "terminated;reason=noresource");
        await first;
        Ladder.HangUp(T, X);
        Assert.Equal(TransferRefusal.NoSuchCall, await RefusedAsync(far, To(Target)));
    }

    [Fact]
    public async Task While_the_gateway_drains_a_call_can_still_be_handed_over_by_REFER()
    {
        StartConnected("", Able);
        Ladder.Shard.Drain();
        var (near, far) = await SidesAsync();
        Assert.Equal(TransferRefusal.NoCapacity, await RefusedAsync(near, To(Target)));
        var outcome = Commands(far, To(Target));
        X.Answers(X.Receives("REFER"), 202);
        News(X, 200, "terminated;reason=noresource");
        HungUp(X, T);
        Assert.IsType<TransferOutcome.Transferred>(await outcome);
    }

    private async Task<TransferRefusal> RefusedAsync(Domain.Identity.LegId leg, TransferGoal goal, string? referredBy = null) =>
        Assert.IsType<TransferOutcome.Refused>(await Commands(leg, goal, referredBy)).Reason;

    private static void Hold(Party holder, Party held)
    {
        holder.Sends("INVITE", holder.SdpWith("sendonly"));
        held.Answers(held.Receives("INVITE"), 200, held.SdpWith("recvonly"));
        held.Receives("ACK");
        holder.Acks(holder.Receives("200 INVITE"));
    }
}
