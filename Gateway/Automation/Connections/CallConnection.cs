using System.Buffers;
using System.Text.Json;
using Telephony.Automation.Callbacks;
using Telephony.Automation.Reception;
using Telephony.Automation.Streams;

namespace Telephony.Automation.Connections;

/// <summary>
/// One application's hold on a conversation: its id, its callbacks, its state. The shell of <see cref="ConnectionMachine"/>. Call loop only.
/// </summary>
internal sealed class CallConnection
{
    private readonly CallbackQueue _callbacks;
    private readonly OperationTerms _terms;
    private readonly bool _answers;
    private ResultInformation _result = ResultInformation.Success;

    /// <param name="terms">Of the request that made it: its context is in the first and the last event.</param>
    /// <param name="answers">It was made by answering a call; else by calling, or by connecting to a conversation.</param>
    public CallConnection(Conversation conversation, string id, Uri callbackUri, OperationTerms terms, bool answers)
    {
        (Conversation, Id, CallbackUri, _terms, _answers) = (conversation, id, callbackUri, terms, answers);
        _callbacks = conversation.Desk.OpenQueue(id, conversation.Resource);
    }

    public Conversation Conversation { get; }

    public string Id { get; }

    public Uri CallbackUri { get; }

    public ConnectionState State { get; private set; }

    /// <summary>The number shown to those it calls; empty: none.</summary>
    public string CallerId { get; init; } = "";

    public string DisplayName { get; init; } = "";

    /// <summary>Who called, of an answered call; whom it called, of the others.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>The number that was called, of an answered call; empty: none.</summary>
    public string AnsweredFor { get; init; } = "";

    /// <summary>The user whom the application answers for, or calls for, a raw id; empty: none.</summary>
    public string OnBehalfOf { get; init; } = "";

    /// <summary>Its sound to the application; null: none was asked for.</summary>
    public MediaStream? Media { get; private set; }

    /// <summary>Its words to the application; null: none were asked for.</summary>
    public Transcription? Transcription { get; private set; }

    /// <summary>Once, before it is connected.</summary>
    public void Take(StreamOrder order)
    {
        if (order.Media is { } media) Media = new MediaStream(this, media);
        if (order.Transcription is { } transcription) Transcription = new Transcription(this, transcription);
    }

    public void Fire(ConnectionTrigger trigger)
    {
        var step = ConnectionMachine.On(State, trigger);
        State = step.Next;
        if (step.Effects.HasFlag(ConnectionEffects.TellConnected)) OnConnected();
        if (step.Effects.HasFlag(ConnectionEffects.TellFailed)) Tell(_answers ? EventTypes.AnswerFailed : EventTypes.CreateCallFailed, _terms, _result);
        if (step.Effects.HasFlag(ConnectionEffects.CancelMedia) && ReferenceEquals(Conversation.Holder, this)) Conversation.Lane.CancelAll();
        if (step.Effects.HasFlag(ConnectionEffects.TellDisconnected)) Tell(EventTypes.CallDisconnected, _terms, _result);
        if (step.Effects.HasFlag(ConnectionEffects.Close)) Close();
    }

    /// <summary>Nobody is left.</summary>
    public void End(ResultInformation result)
    {
        EndStreams();
        _result = result;
        Fire(State is ConnectionState.Connecting or ConnectionState.Disconnecting && !WasConnected ? ConnectionTrigger.Failed : ConnectionTrigger.Ended);
    }

    /// <summary>Ends the hold, not the conversation.</summary>
    public void Leave(ResultInformation result)
    {
        EndStreams();
        _result = result;
        Fire(ConnectionTrigger.HangUp);
        Fire(ConnectionTrigger.Ended);
    }

    public void TellParticipants(int sequence) => Send(CallbackUri, EventTypes.ParticipantsUpdated, null, ResultInformation.Success, json =>
    {
        json.WriteNumber("sequenceNumber", sequence);
        ParticipantWriter.WriteAll(json, Conversation.Connected);
    });

    /// <param name="more">Further fields of the event.</param>
    public void Tell(string type, OperationTerms terms, ResultInformation result, Action<Utf8JsonWriter>? more = null) => Send(terms.CallbackUri ?? CallbackUri, type, terms.Context, result, more);

    /// <summary>Phones have come or gone.</summary>
    public void Reseat()
    {
        Media?.Reseat();
        Transcription?.Reseat();
    }

    private void OnConnected()
    {
        Tell(EventTypes.CallConnected, _terms, ResultInformation.Success);
        Media?.OnConnected();
        Transcription?.OnConnected();
    }

    /// <summary>Told before the end of the call.</summary>
    private void EndStreams()
    {
        Media?.End();
        Transcription?.End();
    }

    private bool WasConnected { get; set; }

    private void Send(Uri url, string type, string? context, ResultInformation result, Action<Utf8JsonWriter>? more)
    {
        if (State == ConnectionState.Disconnected && type is not (EventTypes.CallDisconnected or EventTypes.CreateCallFailed or EventTypes.AnswerFailed)) return;
        WasConnected |= type == EventTypes.CallConnected;
        var data = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            json.WriteString("callConnectionId", Id);
            json.WriteString("serverCallId", Conversation.ServerCallId);
            json.WriteString("correlationId", Conversation.CorrelationId);
            if (context is not null) json.WriteString("operationContext", context);
            result.Write(json);
            more?.Invoke(json);
            json.WriteEndObject();
        }
        var now = Conversation.Desk.Now;
        _callbacks.Add(new Callback(Guid.CreateVersion7(now), url, type, $"calling/callConnections/{Id}", now, data.WrittenMemory));
    }

    private void Close()
    {
        Conversation.Detach(this);
        Conversation.Desk.Forget(this);
        _callbacks.Complete();
    }
}
