using Telephony.Automation.Callbacks;
using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>Servers of applications that are slow, gone or unwilling: the call goes on, what can be told is told in its order, and nothing is left of the rest.</summary>
public class CallbackTests : AutomationScenario
{
    private static readonly ResourceId Us = ResourceId.Default;

    [Fact]
    public void Callbacks_that_are_not_taken_come_again_in_their_order()
    {
        App.Answers = static _ => new CallbackReply(Taken: false, Final: false, "500");
        Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs], Ours, Callbacks)));
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        Alpha.Receives("ACK");
        HangsUp(Alpha);   // the call does not wait for them
        Assert.True(SpinWait.SpinUntil(() => App.Attempts > 0, TimeSpan.FromSeconds(5)));
        App.Answers = static _ => new CallbackReply(Taken: true, Final: false, "");
        Assert.True(SpinWait.SpinUntil(() => { Ladder.Wait(0.1); return Desk.Counts.Work == 0; }, TimeSpan.FromSeconds(5)));
        IsTold("CallConnected");
        IsTold("ParticipantsUpdated");
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void What_waits_behind_a_callback_that_was_given_up_is_given_up_with_it()
    {
        App.Answers = static _ => new CallbackReply(Taken: false, Final: false, "no connection");
        Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs], Ours, Callbacks)));
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        Alpha.Receives("ACK");
        HangsUp(Alpha);
        Assert.True(SpinWait.SpinUntil(() => { Ladder.Wait(0.5); return Desk.Counts.Work == 0; }, TimeSpan.FromSeconds(20)));
        Assert.InRange(App.Attempts, 3, 17);   // eleven of the first in its minute; with a minute each it would be three times as many
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_slow_server_gets_everything_in_its_order_and_holds_up_nobody()
    {
        App.Sleeps = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var view = Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs], Ours, Callbacks)));
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.Sdp("PCMU", "telephone-event"));
        Alpha.Receives("ACK");
        Does(Desk.PlayAsync(Us, view.Id, new PlayOrder([ScriptedPrompts.Tone(1000, 0.2)], []), OperationTerms.None));
        Ladder.Wait(1);
        HangsUp(Alpha);
        Assert.Equal(404, IsRefused(Desk.GetAsync(Us, view.Id)).Status);   // the call is over, whatever is still to be told
        App.Sleeps.SetResult();
        foreach (var type in (string[])["CallConnected", "ParticipantsUpdated", "PlayStarted", "PlayCompleted", "CallDisconnected"]) IsTold(type);
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_server_that_sleeps_through_more_than_waits_loses_the_rest_and_not_the_call()
    {
        var view = Calls(Alpha);
        App.Sleeps = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Does(Desk.ListenForTonesAsync(Us, view.Id, "", OperationTerms.None));
        for (var i = 0; i < 300; i++)
        {
            Does(Desk.MuteAsync(Us, view.Id, ["4:" + Theirs], muted: i % 2 == 0));   // an event each
        }
        HangsUp(Alpha);
        App.Sleeps.SetResult();
        Assert.True(SpinWait.SpinUntil(() => { Ladder.Wait(0.1); return Desk.Counts.Work == 0; }, TimeSpan.FromSeconds(10)));
        Assert.InRange(App.TakeAll(), 255, 258);   // 256 places, and the one that was on its way
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_server_that_does_not_want_a_callback_is_asked_once()
    {
        App.Answers = static _ => new CallbackReply(Taken: false, Final: true, "410");
        Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs], Ours, Callbacks)));
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        Alpha.Receives("ACK");
        HangsUp(Alpha);
        Assert.True(SpinWait.SpinUntil(() => { Ladder.Clock.RunUntilIdle(); return Desk.Counts.Work == 0; }, TimeSpan.FromSeconds(5)));
        Assert.Equal(3, App.Attempts);
        AssertDeskIsEmpty();
    }
}
