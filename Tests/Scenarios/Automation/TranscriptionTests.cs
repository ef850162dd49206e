using System.Text.Json;
using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Automation.Streams;
using Telephony.Domain.Identity;
using Telephony.Media.Recognition;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>The words of calls on a WebSocket of the application: tones stand for words.</summary>
public class TranscriptionTests : AutomationScenario
{
    private const string Second = "+14255550133";
    private static readonly ResourceId Us = ResourceId.Default;
    private static readonly TranscriptionTerms Terms = new(new Uri("wss://app.example/words"), "en-US") { StartsAtOnce = true, Model = "model" };

    [Fact]
    public void What_each_phone_says_is_told_utterance_by_utterance()
    {
        Recogniser.Understands = static _ => new RecognitionOutcome.Heard("my order is late", Confidence: 0.75);
        var (call, socket) = Transcribes(Terms);
        var metadata = socket.Next(Idle);
        var told = metadata.GetProperty("transcriptionMetadata");
        Assert.Equal(("en-US", call.Id, call.CorrelationId, "model"), (told.GetProperty("locale").GetString(), told.GetProperty("callConnectionId").GetString(), told.GetProperty("correlationId").GetString(), told.GetProperty("speechRecognitionModelEndpointId").GetString()));
        Adds(call, Beta, Second);
        Speak(Alpha, 1);
        AssertData(socket, "4:" + Theirs, "my order is late", "final", offset: 0, duration: 1);
        Speak(Beta, 2);
        var second = AssertData(socket, "4:" + Second, "my order is late", "final", offset: 2.4, duration: 2);
        Assert.Equal(0.75, second.GetProperty("confidence").GetDouble());
        Assert.Equal(["my", "order", "is", "late"], second.GetProperty("words").EnumerateArray().Select(static word => word.GetProperty("text").GetString()));
        Assert.All(Recogniser.Tasks, static task => Assert.Equal(("en-US", 0), (task.Language, task.Choices.Count)));
        EndAll(call, socket, Alpha, Beta);
    }

    [Fact]
    public void What_was_said_so_far_is_told_while_somebody_speaks()
    {
        Recogniser.Understands = task => new RecognitionOutcome.Heard($"{Recogniser.Heard.Count} times");
        var (call, socket) = Transcribes(Terms with { WithIntermediate = true });
        socket.Next(Idle);
        var phone = new Voice(Ladder, Alpha, "PCMU");
        for (var part = 0; part < 7; part++)
        {
            Voice.Talk(Ladder, 25, (phone, 440));
            IsDone();
        }
        Ladder.Wait(1.4);
        string[] states = [.. Enumerable.Range(0, 3).Select(_ => socket.Next(Idle).GetProperty("transcriptionData").GetProperty("resultStatus").GetString()!)];
        Assert.Equal(["intermediate", "intermediate", "final"], states);
        EndAll(call, socket, Alpha);
    }

    [Fact]
    public void Another_locale_is_used_from_then_on()
    {
        var (call, socket) = Transcribes(Terms);
        Does(Desk.UpdateTranscriptionAsync(Us, call.Id, "de-DE", "", new OperationTerms("update")));
        Assert.Equal("update", AssertUpdate("TranscriptionUpdated", "transcriptionUpdated", "transcriptionLocaleUpdated").GetProperty("operationContext").GetString());
        Speak(Alpha, 1);
        Assert.True(SpinWait.SpinUntil(() => { Idle(); return Recogniser.Tasks.Count > 0; }, TimeSpan.FromSeconds(5)));
        Assert.Equal("de-DE", Recogniser.Tasks[^1].Language);
        Assert.Equal("de-DE", Does(Desk.GetAsync(Us, call.Id)).Transcription!.Locale);
        EndAll(call, socket, Alpha);
    }

    [Fact]
    public void A_recogniser_that_fails_ends_it_with_the_reason_and_nothing_said_is_nothing_told()
    {
        Recogniser.Understands = static _ => new RecognitionOutcome.NoMatch("");
        var (call, socket) = Transcribes(Terms);
        socket.Next(Idle);
        Speak(Alpha, 1);
        Recogniser.Understands = static _ => new RecognitionOutcome.Failed("It understands no such language.");
        Speak(Alpha, 1);
        var failed = AssertUpdate("TranscriptionFailed", "transcriptionFailed", "speechServicesConnectionError");
        Assert.Equal((500, 8564), ResultOf(failed));
        Assert.Empty(socket.Take());
        IsLeft(socket);
        Assert.Equal(409, IsRefused(Desk.UpdateTranscriptionAsync(Us, call.Id, "de-DE", "", OperationTerms.None)).Status);
        Does(Desk.StartTranscriptionAsync(Us, call.Id, "en-GB", "", OperationTerms.None));
        AssertUpdate("TranscriptionStarted", "transcriptionStarted", "subscriptionStarted");
        var again = Servers.Next(Idle);
        Assert.Equal("en-GB", again.Next(Idle).GetProperty("transcriptionMetadata").GetProperty("locale").GetString());
        Does(Desk.StopTranscriptionAsync(Us, call.Id, OperationTerms.None));
        AssertUpdate("TranscriptionStopped", "transcriptionStopped", "subscriptionStopped");
        IsLeft(again);
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    private (ConnectionView Call, ScriptedSocket Socket) Transcribes(TranscriptionTerms terms)
    {
        var call = Creates(new StreamOrder(null, terms));
        AssertUpdate("TranscriptionStarted", "transcriptionStarted", "subscriptionStarted");
        return (call, Servers.Next(Idle));
    }

    private void Speak(Party phone, double seconds)
    {
        Voice.Talk(Ladder, (int)(seconds * 50), (new Voice(Ladder, phone, "PCMU"), 440));
        Ladder.Wait(1.4);
        IsDone();
    }

    /// <summary>The recogniser has nothing left to do: callbacks and the stream alone are at work.</summary>
    private void IsDone() => Assert.True(SpinWait.SpinUntil(() => { Idle(); return Desk.Counts.Work <= 2; }, TimeSpan.FromSeconds(5)));

    private JsonElement AssertData(ScriptedSocket socket, string who, string text, string status, double offset, double duration)
    {
        var data = socket.Next(Idle).GetProperty("transcriptionData");
        Assert.Equal((who, text, status, "display"), (data.GetProperty("participantRawID").GetString(), data.GetProperty("text").GetString(), data.GetProperty("resultStatus").GetString(), data.GetProperty("format").GetString()));
        Assert.InRange(data.GetProperty("offset").GetInt64() / 1e7, offset - 0.5, offset + 0.5);
        Assert.InRange(data.GetProperty("duration").GetInt64() / 1e7, duration, duration + 1.5);
        return data;
    }

    private JsonElement AssertUpdate(string type, string status, string details)
    {
        var data = IsTold(type);
        var update = data.GetProperty("transcriptionUpdate");
        Assert.Equal((status, details), (update.GetProperty("transcriptionStatus").GetString(), update.GetProperty("transcriptionStatusDetails").GetString()));
        return data;
    }

    private void EndAll(ConnectionView call, ScriptedSocket socket, params Party[] phones)
    {
        Does(Desk.HangUpAsync(Us, call.Id, forEveryone: true));
        foreach (var phone in phones) IsHungUp(phone);
        while (IsToldAny() is var type && type != "Microsoft.Communication.CallDisconnected") Assert.Contains(type, (string[])["Microsoft.Communication.ParticipantsUpdated", "Microsoft.Communication.TranscriptionStopped"]);
        IsLeft(socket);
        AssertDeskIsEmpty();
    }
}
