using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>Phones that do not come into a call, or not the way it was meant.</summary>
public class ParticipantFaultTests : AutomationScenario
{
    private const string Second = "+14255550133";
    private static readonly ResourceId Us = ResourceId.Default;

    [Fact]
    public void A_caller_hangs_up_while_somebody_is_called_into_the_call()
    {
        var call = Calls(Alpha);
        Does(Desk.AddParticipantAsync(Us, call.Id, new AddOrder(Second, ""), OperationTerms.None));
        var invite = Beta.Receives("INVITE");
        HangsUp(Alpha);
        Assert.Equal(0, IsTold("ParticipantsUpdated").GetProperty("participants").GetArrayLength());
        Beta.Answers(invite, 486);
        Beta.Receives("ACK");
        Assert.Equal((486, 8539), ResultOf(IsTold("AddParticipantFailed")));
        Assert.Equal((200, 0), ResultOf(IsTold("CallDisconnected")));   // of a call that did come about
        AssertDeskIsEmpty();
    }

    [Fact]
    public void An_application_hangs_up_while_somebody_is_called_into_the_call()
    {
        var call = Calls(Alpha);
        Does(Desk.AddParticipantAsync(Us, call.Id, new AddOrder(Second, ""), OperationTerms.None));
        var invite = Beta.Receives("INVITE");
        Beta.Answers(invite, 180);
        HangsUp(Alpha);
        IsTold("ParticipantsUpdated");
        Does(Desk.HangUpAsync(Us, call.Id, forEveryone: true));
        CancelsAt(Beta, invite);
        Assert.Equal((487, 8542), ResultOf(IsTold("AddParticipantFailed")));
        Assert.Equal((200, 7000), ResultOf(IsTold("CallDisconnected")));
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_participant_who_is_removed_while_it_rings_is_told_of_as_removed()
    {
        var call = Calls(Alpha);
        Does(Desk.AddParticipantAsync(Us, call.Id, new AddOrder(Second, ""), OperationTerms.None));
        var invite = Beta.Receives("INVITE");
        Beta.Answers(invite, 180);
        Does(Desk.RemoveParticipantAsync(Us, call.Id, "4:" + Second, new OperationTerms("out")));
        CancelsAt(Beta, invite);
        Assert.Equal((487, 8542), ResultOf(IsTold("AddParticipantFailed")));
        Assert.Equal("out", IsTold("RemoveParticipantSucceeded").GetProperty("operationContext").GetString());
        Ends();
    }

    [Fact]
    public void A_participant_who_never_answers_is_given_up()
    {
        var call = Calls(Alpha);
        Does(Desk.AddParticipantAsync(Us, call.Id, new AddOrder(Second, "") { Patience = TimeSpan.FromSeconds(3) }, new OperationTerms("late")));
        var invite = Beta.Receives("INVITE");
        Beta.Answers(invite, 180);
        Beta.Answers(Beta.Receives("CANCEL", within: 4), 200);
        Beta.Answers(invite, 487);
        Beta.Receives("ACK");
        var failed = IsTold("AddParticipantFailed");
        Assert.Equal(("late", (480, 8541)), (failed.GetProperty("operationContext").GetString(), ResultOf(failed)));
        Ends();
    }

    [Fact]
    public void A_participant_whose_trunk_takes_no_calls_is_unreachable()
    {
        var call = Calls(Alpha);
        Does(Desk.AddParticipantAsync(Us, call.Id, new AddOrder(Second, ""), OperationTerms.None));
        Beta.Answers(Beta.Receives("INVITE"), 503);
        Beta.Receives("ACK");
        Assert.Equal((503, 8544), ResultOf(IsTold("AddParticipantFailed")));
        Ends();
    }

    [Fact]
    public void A_call_that_nobody_answers_fails_after_the_time_that_any_call_may_ring()
    {
        var view = Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs], Ours, Callbacks)));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        CancelsAt(Alpha, invite, within: 120);
        Assert.Equal((480, 8541), ResultOf(IsTold("CreateCallFailed")));
        Assert.Equal(404, IsRefused(Desk.GetAsync(Us, view.Id)).Status);
        AssertDeskIsEmpty();
    }

    [Fact]
    public void What_was_to_be_played_to_a_phone_that_has_moved_is_not_heard_in_its_new_call()
    {
        var first = Calls(Alpha);
        Adds(first, Beta, Second);
        var second = Calls(Gamma, "+14255550143");
        Does(Desk.PlayAsync(Us, first.Id, new PlayOrder([ScriptedPrompts.Tone(1000, 1)], []), OperationTerms.None));
        IsTold("PlayStarted");
        Does(Desk.PlayAsync(Us, first.Id, new PlayOrder([ScriptedPrompts.Tone(1000, 60)], ["4:" + Second]), new OperationTerms("waits")));
        Does(Desk.MoveAsync(Us, second.Id, first.Id, ["4:" + Second], OperationTerms.None));
        var told = new[] { IsToldAny(), IsToldAny(), IsToldAny() };   // two connections: their queues run side by side
        Assert.Contains("Microsoft.Communication.MoveParticipantSucceeded", told);
        Ladder.Wait(1.5);
        IsTold("PlayCompleted");
        Assert.Equal("waits", IsTold("PlayFailed").GetProperty("operationContext").GetString());
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        Does(Desk.HangUpAsync(Us, second.Id, forEveryone: true));
        IsHungUp(Beta);
        IsHungUp(Gamma);
        IsTold("ParticipantsUpdated");
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    private void Ends()
    {
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }
}
