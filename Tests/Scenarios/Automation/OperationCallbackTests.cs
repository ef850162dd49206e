using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>An operation with a callback address of its own tells its events there, with its context, and nothing else.</summary>
public class OperationCallbackTests : AutomationScenario
{
    private const string Second = "+14255550133";
    private static readonly ResourceId Us = ResourceId.Default;
    private static readonly OperationTerms Terms = new("mine", new Uri("https://app.example/operation"));

    [Theory]
    [InlineData("play", "PlayStarted PlayCompleted")]
    [InlineData("play what is not there", "PlayFailed")]
    [InlineData("play and cancel", "PlayStarted PlayCanceled")]
    [InlineData("recognize", "RecognizeCompleted")]
    [InlineData("recognize nothing", "RecognizeFailed")]
    [InlineData("recognize and cancel", "RecognizeCanceled")]
    [InlineData("hold", "HoldFailed")]
    [InlineData("send keys", "SendDtmfTonesCompleted")]
    [InlineData("listen for keys", "ContinuousDtmfRecognitionToneReceived")]
    [InlineData("stop listening", "ContinuousDtmfRecognitionStopped")]
    [InlineData("add", "AddParticipantSucceeded")]
    [InlineData("add in vain", "AddParticipantFailed")]
    [InlineData("take back", "CancelAddParticipantSucceeded")]
    [InlineData("take back too late", "CancelAddParticipantFailed")]
    [InlineData("remove", "RemoveParticipantSucceeded")]
    [InlineData("move", "MoveParticipantSucceeded")]
    [InlineData("transfer", "CallTransferAccepted")]
    [InlineData("transfer in vain", "CallTransferFailed")]
    public void Its_events_go_there(string operation, string events)
    {
        var call = Calls(Alpha);
        Act(operation, call);
        Ladder.Wait(1.5);
        Assert.True(SpinWait.SpinUntil(() => { Ladder.Clock.RunUntilIdle(); return App.Counted(Terms.CallbackUri!) >= events.Split(' ').Length; }, TimeSpan.FromSeconds(5)), $"{operation}: not all was told.");   // it has one
        Assert.Equal(events.Split(' '), App.TakeAt(Terms.CallbackUri!).Select(static callback => callback.Type["Microsoft.Communication.".Length..]));
        Does(EndAll());
        Ladder.Clock.RunUntilIdle();
        foreach (var party in (Party[])[Alpha, Beta])
        {
            while (party.Next() is { IsRequest: true, Method: "BYE" } bye) party.Answers(bye, 200);
        }
        Ladder.Wait(0.5);
        App.TakeAll();
    }

    private void Act(string operation, ConnectionView call)
    {
        var (tone, none) = (ScriptedPrompts.Tone(1000, 0.5), new PromptSource.File(new Uri("https://files.example/none")));
        switch (operation)
        {
            case "play": Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([tone], []), Terms)); break;
            case "play what is not there": Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([none], []), Terms)); break;
            case "play and cancel": Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([tone], []) { Loops = true }, Terms)); Ladder.Wait(0.3); Does(Desk.CancelMediaAsync(Us, call.Id)); break;
            case "recognize": Recognize(call, new RecognizeTerms { MaxTones = 1 }); Alpha.PressesKey('5'); break;
            case "recognize nothing": Recognize(call, new RecognizeTerms { InitialSilence = TimeSpan.FromSeconds(1) }); break;
            case "recognize and cancel": Recognize(call, new RecognizeTerms()); Does(Desk.CancelMediaAsync(Us, call.Id)); break;
            case "hold": Does(Desk.HoldAsync(Us, call.Id, "", none, Terms)); break;
            case "send keys": Does(Desk.SendTonesAsync(Us, call.Id, ['1'], "", Terms)); break;
            case "listen for keys": Does(Desk.ListenForTonesAsync(Us, call.Id, "", Terms)); Alpha.PressesKey('5'); break;
            case "stop listening": Does(Desk.ListenForTonesAsync(Us, call.Id, "", OperationTerms.None)); Does(Desk.StopListeningAsync(Us, call.Id, "", Terms)); break;
            case "add": Answered(Adds(call, Terms)); break;
            case "add in vain": Refused(Adds(call, Terms)); break;
            case "take back": TakesBack(call); break;
            case "take back too late": Does(Desk.CancelAddParticipantAsync(Us, call.Id, "none", Terms)); break;
            case "remove": Answered(Adds(call, OperationTerms.None)); Does(Desk.RemoveParticipantAsync(Us, call.Id, "4:" + Second, Terms)); Beta.Answers(Beta.Receives("BYE"), 200); break;
            case "move": Moves(call); break;
            case "transfer": Does(Desk.TransferAsync(Us, call.Id, new TransferOrder(Second), Terms)); Answered(Beta.Receives("INVITE")); break;
            case "transfer in vain": Does(Desk.TransferAsync(Us, call.Id, new TransferOrder(Second), Terms)); Refused(Beta.Receives("INVITE")); break;
            default: throw new ArgumentOutOfRangeException(nameof(operation));
        }
    }

    private void Recognize(ConnectionView call, RecognizeTerms terms) => Does(Desk.RecognizeAsync(Us, call.Id, new RecognizeOrder(terms, [], ""), Terms));

    private PeerMessage Adds(ConnectionView call, OperationTerms terms)
    {
        Does(Desk.AddParticipantAsync(Us, call.Id, new AddOrder(Second, ""), terms));
        return Beta.Receives("INVITE");
    }

    private void Answered(PeerMessage invite)
    {
        Beta.Answers(invite, 200);
        Beta.Receives("ACK");
    }

    private void Refused(PeerMessage invite)
    {
        Beta.Answers(invite, 486);
        Beta.Receives("ACK");
    }

    private void TakesBack(ConnectionView call)
    {
        var invitation = Does(Desk.AddParticipantAsync(Us, call.Id, new AddOrder(Second, ""), OperationTerms.None));
        var invite = Beta.Receives("INVITE");
        Beta.Answers(invite, 180);
        Does(Desk.CancelAddParticipantAsync(Us, call.Id, invitation.Id, Terms));
        Beta.Answers(Beta.Receives("CANCEL"), 200);
        Beta.Answers(invite, 487);
        Beta.Receives("ACK");
    }

    private void Moves(ConnectionView call)
    {
        var other = Does(Desk.CreateAsync(new CreateOrder(Us, [Second], Ours, Callbacks)));
        Answered(Beta.Receives("INVITE"));
        Does(Desk.MoveAsync(Us, call.Id, other.Id, ["4:" + Second], Terms));
    }

    private Task<Outcome<Taken>> EndAll() => Desk.AskAsync<Taken>(desk =>
    {
        desk.Shard.StopAll(480, "The test is over.");
        return Taken.Instance;
    });
}
