using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;
using Telephony.Scenarios.Automation;
using Xunit;

namespace Telephony.Scenarios.Flows;

/// <summary>Calls that a flow hands to an application, and gets back.</summary>
public sealed class HandOverTests : FlowScenario
{
    private static readonly Uri Callbacks = new("https://app.example/callbacks");

    private const string Flow = """
        "start": { "type": "handOver", "app": "assistant", "data": { "topic": "'bill'", "count": "2" }, "save": { "solved": "returned.solved" }, "exits": { "done": "which", "failed": "sorry" } },
        "which": { "type": "branch", "cases": [{ "when": "solved === 'yes'", "exit": "yes" }], "exits": { "yes": "say", "otherwise": "end" } },
        "say": { "type": "say", "prompt": { "play": "1500/1" }, "exits": { "done": "end" } },
        "sorry": { "type": "say", "prompt": { "play": "600/1" }, "exits": { "done": "end" } }
        """;

    private const string Variables = """ "variables": { "solved": { "type": "text" } }, """;

    [Fact]
    public void An_application_steers_the_call_and_gives_it_back()
    {
        Has(Flow, Variables);
        var phone = Calls();
        var told = DataOf(Assert.Single(Published));
        var headers = told.GetProperty("customContext").GetProperty("voipHeaders");
        Assert.Equal(("bill", "2"), (headers.GetProperty("topic").GetString(), headers.GetProperty("count").GetString()));

        var view = Does(Applications.AnswerAsync(ResourceId.Default, told.GetProperty("incomingCallContext").GetString()!, Callbacks, "hello"));   // the event has it
        IsTold("CallConnected");
        IsTold("ParticipantsUpdated");
        Does(Applications.RecognizeAsync(ResourceId.Default, view.Id, new RecognizeOrder(new RecognizeTerms { Input = RecognizeInput.Dtmf, MaxTones = 1 }, [], ""), OperationTerms.None));
        Sbc.PressesKey('7');
        Ladder.Wait(0.2);
        IsTold("RecognizeCompleted");

        Does(Applications.TransferAsync(ResourceId.Default, view.Id, new TransferOrder(Ours) { Custom = new CustomContext([], [new("solved", "yes")]) }, OperationTerms.None));
        IsTold("CallTransferAccepted");
        IsTold("CallDisconnected");
        Ladder.Wait(0.6);
        Assert.True(phone.HearsNow(1500));
        Ladder.Wait(1);
        IsHungUp();
        Assert.Equal((0, 0, 0), (Applications.Counts.Connections, Applications.Counts.Conversations, Applications.Counts.Waiting));
    }

    [Fact]
    public void An_application_that_rejects_the_call_leaves_it_to_the_flow()
    {
        Has(Flow, Variables);
        var phone = Calls();
        var context = DataOf(Assert.Single(Published)).GetProperty("incomingCallContext").GetString()!;
        Does(Applications.RejectAsync(ResourceId.Default, context, RejectReason.Busy));
        Ladder.Wait(0.6);
        Assert.True(phone.HearsNow(600));
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void An_application_that_does_not_answer_is_waited_for_with_notes_and_not_for_ever()
    {
        Has(Flow, Variables);
        var phone = Calls();
        Ladder.Wait(5.2);
        Assert.True(phone.HearsNow(523.25));
        Ladder.Wait(15.3);
        Assert.True(phone.HearsNow(600));
        var context = DataOf(Assert.Single(Published)).GetProperty("incomingCallContext").GetString()!;
        Assert.NotNull(Asks(Applications.AnswerAsync(ResourceId.Default, context, Callbacks, null)).Refused);
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void A_caller_who_hangs_up_is_gone_for_both()
    {
        Has(Flow, Variables);
        Calls();
        var context = DataOf(Assert.Single(Published)).GetProperty("incomingCallContext").GetString()!;
        Does(Applications.AnswerAsync(ResourceId.Default, context, Callbacks, null));
        IsTold("CallConnected");
        IsTold("ParticipantsUpdated");
        HangsUp(Sbc);
        IsTold("CallDisconnected");
        Assert.Equal(0, Desk.Count);
    }

    [Fact]
    public void An_application_may_hang_up_for_good()
    {
        Has(Flow, Variables);
        Calls();
        var context = DataOf(Assert.Single(Published)).GetProperty("incomingCallContext").GetString()!;
        var view = Does(Applications.AnswerAsync(ResourceId.Default, context, Callbacks, null));
        Does(Applications.HangUpAsync(ResourceId.Default, view.Id, forEveryone: true));
        IsHungUp();
        Assert.Equal(0, Desk.Count);
    }

    private T Does<T>(Task<Outcome<T>> command)
        where T : class
    {
        var outcome = Asks(command);
        Assert.True(outcome.Refused is null, outcome.Refused?.Message);
        return outcome.Value!;   // not refused
    }

    private Outcome<T> Asks<T>(Task<Outcome<T>> command)
        where T : class
    {
        Until(() => command.IsCompleted, "The command was not carried out.");
        return command.Result;
    }

    private void IsTold(string type)
    {
        Ladder.Clock.RunUntilIdle();
        Assert.Equal("Microsoft.Communication." + type, App.Next(() => Ladder.Clock.RunUntilIdle()).Type);
    }
}
