using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;
using Telephony.Automation.Recordings;
using Telephony.Domain.Identity;
using Telephony.Media.Recording;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>
/// What goes wrong around a call: each thing has its event, and leaves nothing behind. The desk counts connections, waiting calls and tasks; the ladder calls, dialogs, transactions, media ports, channels and timers; the folder of
/// recordings its files.
/// </summary>
public class FaultTests : AutomationScenario
{
    private const string Second = "+14255550133";
    private static readonly ResourceId Us = ResourceId.Default;

    private PeerMessage? _rings;

    /// <summary>What a call is in when its caller hangs up, and what is told before the end of the call.</summary>
    public static TheoryData<string, string[]> States => new()
    {
        { "idle", [] },
        { "fetching a prompt", ["PlayCanceled"] },
        { "playing", ["PlayFailed"] },
        { "playing to one", ["PlayFailed"] },
        { "prompts wait", ["PlayFailed", "RecognizeFailed", "PlayCanceled"] },
        { "fetching a question", ["RecognizeFailed"] },
        { "asking", ["RecognizeFailed"] },
        { "collecting", ["RecognizeFailed"] },
        { "listening", ["RecognizeFailed"] },
        { "understanding", ["RecognizeFailed"] },
        { "sending keys", [] },
        { "telling keys", [] },
        { "held", [] },
        { "fetching music", [] },
        { "muted", [] },
        { "recorded", ["RecordingStateChanged"] },
        { "recorded with a pause", ["RecordingStateChanged"] },
        { "transferred", ["CallTransferFailed"] },
        { "transferred by REFER", ["CallTransferAccepted"] },   // who was asked and hangs up has what it wants
    };

    [Theory]
    [MemberData(nameof(States))]
    public void A_caller_hangs_up_in_any_state(string state, string[] told)
    {
        var takesRefer = state == "transferred by REFER";
        var call = Answers(takesRefer);
        Begin(state, call);
        HangsUp(Sbc);
        if (_rings is { } ringing) CancelsAt(Beta, ringing);
        if (takesRefer) Ladder.Clock.RunUntilIdle();
        foreach (var type in told) IsTold(type);
        IsTold("CallDisconnected");
        Prompts.LetArrive();
        Recogniser.Thinks?.TrySetResult();
        AssertDeskIsEmpty();
    }

    /// <summary>What is told when the application itself hangs up in that state, before the end of the call.</summary>
    public static TheoryData<string, string[]> OwnEnds => new()
    {
        { "fetching a prompt", ["PlayCanceled"] },
        { "playing", ["PlayCanceled"] },
        { "prompts wait", ["PlayCanceled", "PlayCanceled", "RecognizeCanceled"] },
        { "asking", ["RecognizeCanceled"] },
        { "collecting", ["RecognizeCanceled"] },
        { "listening", ["RecognizeCanceled"] },
        { "understanding", ["RecognizeCanceled"] },
        { "sending keys", [] },
        { "held", [] },
        { "recorded", ["RecordingStateChanged"] },
        { "transferred", ["CallTransferFailed"] },
    };

    [Theory]
    [MemberData(nameof(OwnEnds))]
    public void The_application_hangs_up_in_any_state(string state, string[] told)
    {
        var call = Answers();
        Begin(state, call);
        Does(Desk.HangUpAsync(Us, call.Id, forEveryone: true));
        IsHungUp(Sbc);
        if (_rings is { } ringing) CancelsAt(Beta, ringing);
        foreach (var type in told) IsTold(type);
        Assert.Equal((200, 7000), ResultOf(IsTold("CallDisconnected")));
        Prompts.LetArrive();
        Recogniser.Thinks?.TrySetResult();
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_caller_who_is_not_answered_yet_and_gives_up_while_the_answer_is_on_its_way()
    {
        var context = IsCalled();
        Sbc.Cancels();
        Assert.Equal(404, IsRefused(Desk.AnswerAsync(Us, context, Callbacks, null)).Status);
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_caller_who_never_acknowledges_the_answer_is_hung_up()
    {
        Does(Desk.AnswerAsync(Us, IsCalled(), Callbacks, null));
        Sbc.Receives("200 INVITE");
        IsTold("CallConnected");
        IsTold("ParticipantsUpdated");
        Sbc.Answers(Sbc.Receives("OPTIONS", within: 35), 200);   // it has been silent, and is asked whether it is there
        Sbc.Answers(Sbc.Receives("BYE", within: 35), 200);
        var ended = IsTold("CallDisconnected");
        Assert.Equal(((500, 0), 102), (ResultOf(ended), ended.GetProperty("resultInformation").GetProperty("q850Details").GetProperty("code").GetInt32()));
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_prompt_that_breaks_its_library_fails_and_the_call_goes_on()
    {
        var call = Calls(Alpha);
        Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([ScriptedPrompts.Broken], []), OperationTerms.None));
        Assert.Equal((400, 8536), ResultOf(IsTold("PlayFailed")));
        Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([ScriptedPrompts.Tone(1000, 0.2)], []), OperationTerms.None));
        IsTold("PlayStarted");
        Ladder.Wait(0.5);
        IsTold("PlayCompleted");
        Ends();
    }

    [Fact]
    public void Music_that_is_not_there_fails_and_the_usual_is_heard()
    {
        var call = Calls(Alpha);
        Does(Desk.HoldAsync(Us, call.Id, "", new PromptSource.File(new Uri("https://files.example/none")), new OperationTerms("m")));
        IsTold("ParticipantsUpdated");
        Assert.Equal(("m", (400, 8536)), (IsTold("HoldFailed") is var failed ? failed.GetProperty("operationContext").GetString() : "", ResultOf(failed)));
        Ends();
    }

    [Fact]
    public void Of_two_commands_at_once_the_first_counts()
    {
        var (first, second) = (new Uri("https://app.example/1"), new Uri("https://app.example/2"));
        var context = IsCalled();
        var answers = (Desk.AnswerAsync(Us, context, first, null), Desk.AnswerAsync(Us, context, second, null));
        var call = Does(answers.Item1);
        Assert.Equal(404, IsRefused(answers.Item2).Status);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        IsTold("CallConnected");
        IsTold("ParticipantsUpdated");

        var recordings = (Record(call), Record(call));
        Does(recordings.Item1);
        Assert.Equal((409, "RecordingInProgress"), (IsRefused(recordings.Item2) is var twice ? twice.Status : 0, twice.Code));
        IsTold("RecordingStateChanged");

        var transfers = (Desk.TransferAsync(Us, call.Id, new TransferOrder(Second), OperationTerms.None), Desk.TransferAsync(Us, call.Id, new TransferOrder(Second), OperationTerms.None));
        Does(transfers.Item1);
        Assert.Equal(409, IsRefused(transfers.Item2).Status);
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        IsTold("CallTransferFailed");

        var ends = (Desk.HangUpAsync(Us, call.Id, forEveryone: true), Desk.HangUpAsync(Us, call.Id, forEveryone: true));
        Does(ends.Item1);
        Assert.Equal((404, "CallConnectionNotFound"), (IsRefused(ends.Item2) is var gone ? gone.Status : 0, gone.Code));
        IsHungUp(Sbc);
        IsTold("RecordingStateChanged");
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void Commands_for_a_call_that_rings_are_refused()
    {
        var view = Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs], Ours, Callbacks)));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Assert.Equal((400, "CallNotEstablished"), (IsRefused(Desk.PlayAsync(Us, view.Id, new PlayOrder([ScriptedPrompts.Tone(1000, 1)], []), OperationTerms.None)) is var early ? early.Status : 0, early.Code));
        Assert.Equal(400, IsRefused(Desk.AddParticipantAsync(Us, view.Id, new AddOrder(Second, ""), OperationTerms.None)).Status);
        Assert.Equal(400, IsRefused(Desk.TransferAsync(Us, view.Id, new TransferOrder(Second), OperationTerms.None)).Status);
        Assert.Equal(400, IsRefused(Record(view)).Status);
        Does(Desk.HangUpAsync(Us, view.Id, forEveryone: true));
        CancelsAt(Alpha, invite);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    private ConnectionView Answers(bool takesRefer = false)
    {
        Sbc.Dials(Ours, Sbc.Sdp("PCMU", "telephone-event"), headers: takesRefer ? "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, REFER, NOTIFY\n" : "");
        Sbc.Receives("180");
        var call = Does(Desk.AnswerAsync(Us, DataOf(Published[^1]).GetProperty("incomingCallContext").GetString()!, Callbacks, null));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        IsTold("CallConnected");
        IsTold("ParticipantsUpdated");
        return call;
    }

    private void Begin(string state, ConnectionView call)
    {
        var tone = ScriptedPrompts.Tone(1000, 60);
        switch (state)
        {
            case "fetching a prompt": Play(call, ScriptedPrompts.Slow); break;
            case "playing": Play(call, tone); IsTold("PlayStarted"); break;
            case "playing to one": Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([tone], ["4:" + Sbc.Number]), OperationTerms.None)); IsTold("PlayStarted"); break;
            case "prompts wait": Play(call, tone); IsTold("PlayStarted"); Play(call, tone); Recognize(call, new RecognizeTerms()); break;
            case "fetching a question": Recognize(call, new RecognizeTerms(), ScriptedPrompts.Slow); break;
            case "asking": Recognize(call, new RecognizeTerms(), tone); Ladder.Wait(1); break;
            case "collecting": Recognize(call, new RecognizeTerms()); Sbc.PressesKey('4'); Ladder.Wait(0.1); break;
            case "listening": Recognize(call, new RecognizeTerms { Input = RecognizeInput.Speech }); Ladder.Wait(1); break;
            case "understanding":
                Recogniser.Thinks = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Recognize(call, new RecognizeTerms { Input = RecognizeInput.Speech });
                new Voice(Ladder, Sbc, "PCMU").Speaks(1);
                Assert.True(SpinWait.SpinUntil(() => { Ladder.Wait(0.1); return Recogniser.Tasks.Count > 0; }, TimeSpan.FromSeconds(5)));
                break;
            case "sending keys": Does(Desk.SendTonesAsync(Us, call.Id, [.. "123456789"], "", OperationTerms.None)); Ladder.Wait(0.5); break;
            case "telling keys": Does(Desk.ListenForTonesAsync(Us, call.Id, "", OperationTerms.None)); break;
            case "held": Does(Desk.HoldAsync(Us, call.Id, "", null, OperationTerms.None)); IsTold("ParticipantsUpdated"); break;
            case "fetching music": Does(Desk.HoldAsync(Us, call.Id, "", ScriptedPrompts.Slow, OperationTerms.None)); IsTold("ParticipantsUpdated"); break;
            case "muted": Does(Desk.MuteAsync(Us, call.Id, ["4:" + Sbc.Number], muted: true)); IsTold("ParticipantsUpdated"); break;
            case "recorded": Does(Record(call)); IsTold("RecordingStateChanged"); break;
            case "recorded with a pause": Does(Record(call, pauses: true)); IsTold("RecordingStateChanged"); break;
            case "transferred": Transfer(call); _rings = Beta.Receives("INVITE"); Beta.Answers(_rings, 180); break;
            case "transferred by REFER": Transfer(call); Sbc.Answers(Sbc.Receives("REFER"), 202); break;
            default: break;
        }
    }

    private void Play(ConnectionView call, PromptSource source) => Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([source], []), OperationTerms.None));

    private void Transfer(ConnectionView call) => Does(Desk.TransferAsync(Us, call.Id, new TransferOrder(Second), OperationTerms.None));

    private void Recognize(ConnectionView call, RecognizeTerms terms, PromptSource? prompt = null) =>
        Does(Desk.RecognizeAsync(Us, call.Id, new RecognizeOrder(terms, prompt is null ? [] : [prompt], ""), OperationTerms.None));

    private Task<Outcome<RecordingView>> Record(ConnectionView call, bool pauses = false) =>
        Desk.StartRecordingAsync(Us, call.ServerCallId, "", new RecordingTerms(RecordingFormat.Wav, IsMixed: true, PauseOnStart: pauses, null));

    private void Ends()
    {
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }
}
