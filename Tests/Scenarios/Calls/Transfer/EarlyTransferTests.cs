using Telephony.Calls.Settings;
using Telephony.Domain.Calls;
using Telephony.Domain.Records;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls.Transfer;

/// <summary>Transfers that are commanded while the caller's ACK is still on its way.</summary>
public class EarlyTransferTests : TransferScenario
{
    [Fact]
    public async Task It_waits_for_the_ACK_and_begins_with_it()
    {
        var answer = Answered();
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        Y.ReceivesNothing(4);
        Assert.False(outcome.IsCompleted);
        T.Acks(answer);
        Y.Answers(Y.Receives("INVITE"), 200);
        Y.Receives("ACK");
        HungUp(T);
        Assert.Equal(new TransferOutcome.Transferred(TransferWay.Reinvite), await outcome);
        Talk(X, Y);
        Ladder.HangUp(X, Y);
        Assert.Contains(TransferLines(), static line => line.EndsWith("Accepted: it waits for the caller's ACK", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Meanwhile_the_call_is_busy()
    {
        var answer = Answered();
        var sides = await SidesAsync();
        var outcome = Commands(sides.Far, To(Target));
        Assert.Equal(TransferRefusal.Busy, Assert.IsType<TransferOutcome.Refused>(await Commands(sides.Far, To(Target))).Reason);
        T.Acks(answer);
        Y.Answers(Y.Receives("INVITE"), 486);
        Y.Receives("ACK");
        Assert.Equal(486, Assert.IsType<TransferOutcome.Failed>(await outcome).Status);
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public async Task An_ACK_that_never_comes_ends_it_with_the_call()
    {
        _ = Answered(static options => options with { EndOnMediaTimeout = false });
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        T.Answers(T.Receives("BYE", within: 33), 200);
        X.Answers(X.Receives("BYE"), 200);
        Assert.Equal(TransferRefusal.NotEstablished, Assert.IsType<TransferOutcome.Refused>(await outcome).Reason);
        Assert.Equal("The caller never acknowledged the answer.", Ladder.Record.Cause!.Text);
        Y.ReceivesNothing();
    }

    [Fact]
    public async Task A_caller_who_hangs_up_instead_ends_it()
    {
        _ = Answered();
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        Ladder.HangUp(T, X);
        Assert.Equal(TransferRefusal.NotEstablished, Assert.IsType<TransferOutcome.Refused>(await outcome).Reason);
        Assert.Equal(CallEndedBy.Caller, Ladder.Record.Cause!.EndedBy);
        Y.ReceivesNothing();
    }

    [Fact]
    public async Task A_callee_who_hangs_up_meanwhile_ends_it()
    {
        var answer = Answered();
        var outcome = Commands((await SidesAsync()).Far, To(Target));
        X.Sends("BYE");
        X.Receives("200 BYE");
        Assert.Equal(TransferRefusal.NotEstablished, Assert.IsType<TransferOutcome.Refused>(await outcome).Reason);
        T.Acks(answer);   // BYE has to wait for it (RFC 3261 15)
        HungUp(T);
        Assert.Equal(CallEndedBy.Callee, Ladder.Record.Cause!.EndedBy);
        Y.ReceivesNothing();
    }

    [Theory]
    [InlineData("ACK")]
    [InlineData("the other call ends")]
    [InlineData("the call itself ends")]
    public async Task The_other_call_may_be_the_one_without_ACK(string comes)
    {
        StartConnected();
        var (first, line) = (await SidesAsync(), T.Park());
        Ladder.Wait(0.01);   // calls are listed by the time they began
        T.Dials(Target);
        Y.Answers(Y.Receives("INVITE"), 200);
        Y.Receives("ACK");
        var answer = T.Receives("200 INVITE");
        var outcome = Commands(first.Far, new TransferGoal.SideOf((await SidesAsync()).Far));
        Ladder.Wait(0.2);
        Assert.False(outcome.IsCompleted);
        switch (comes)
        {
            case "ACK":
                T.Acks(answer);
                HungUp(T, T);
                Assert.Equal(new TransferOutcome.Transferred(TransferWay.Reinvite), await outcome);
                Talk(X, Y);
                Ladder.HangUp(X, Y);
                break;
            case "the other call ends":
                Ladder.HangUp(T, Y);
                Assert.Equal(TransferRefusal.NotEstablished, Assert.IsType<TransferOutcome.Refused>(await outcome).Reason);
                T.Resume(line);
                Ladder.HangUp(T, X);
                break;
            default:
                X.Sends("BYE");
                X.Receives("200 BYE");
                Assert.Equal(TransferRefusal.NotEstablished, Assert.IsType<TransferOutcome.Refused>(await outcome).Reason);
                HungUp(T);
                T.Acks(answer);
                Ladder.HangUp(T, Y);
                break;
        }
    }

    /// <summary>A call from T to X that X has answered.</summary>
    /// <returns>The answer, as T got it; not acknowledged.</returns>
    private PeerMessage Answered(Func<CallOptions, CallOptions>? options = null)
    {
        Start(options is null ? Setup() : Setup() with { Options = options });
        T.Dials(Number);
        X.Answers(X.Receives("INVITE"), 200);
        X.Receives("ACK");
        return T.Receives("200 INVITE");
    }
}
