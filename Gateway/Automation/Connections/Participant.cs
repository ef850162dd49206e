using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Domain.Calls;
using Telephony.Domain.Records;

namespace Telephony.Automation.Connections;

/// <summary>A phone in a conversation: its call, its seat, and what its controllers did to it. Call loop only.</summary>
internal sealed class Participant : ISteeredCallUser
{
    private readonly List<IFrameSink> _taps = [];
    private int _tones;
    private bool _holds;
    private CallCause? _ended;

    public Participant(Conversation conversation, string number, ParticipantState state)
    {
        (Conversation, Number, State) = (conversation, number, state);
    }

    /// <summary>It may move.</summary>
    public Conversation Conversation { get; private set; }

    /// <summary>As <see cref="Identifiers"/> has it: a number, normalised, a user or a SIP address; empty: anonymous.</summary>
    public string Number { get; }

    public string RawId => Identifiers.RawIdOf(Number);

    public ParticipantState State { get; private set; }

    public bool IsConnected => State == ParticipantState.Connected;

    public SteeredCall? Call { get; private set; }

    public Seat Seat { get; } = new();

    /// <summary>By a controller, or by itself: one of the two sides hears nothing of the other.</summary>
    public bool IsOnHold => Seat.IsHeld || _holds;

    public bool IsMuted => Seat.IsMuted;

    /// <summary>Of the invitation; null: it was there from the beginning.</summary>
    public Invitation? Invitation { get; init; }

    /// <summary>Of whom the application has the call; null: it is its own.</summary>
    public Reception.Loan? Loan { get; init; }

    /// <summary>Who wants to be told of its keys, one by one; null: nobody.</summary>
    public (CallConnection By, OperationTerms Terms)? Listener { get; set; }

    /// <summary>Finds out who answered; null: nobody asked.</summary>
    public Media.AnswerDetection? Answer { get; set; }

    /// <summary>Who hangs it up, and is to be told; null: it leaves by itself.</summary>
    public (CallConnection By, OperationTerms Terms)? Remover { get; set; }

    /// <summary>It is being transferred: its end is told behind the outcome.</summary>
    public bool IsTransferred { get; private set; }

    /// <summary>Others who get what the phone says.</summary>
    public void AddTap(IFrameSink tap)
    {
        _taps.Add(tap);
        Seat.Tap(_taps);
    }

    public void RemoveTap(IFrameSink tap)
    {
        _taps.Remove(tap);
        Seat.Tap(_taps);
    }

    /// <summary>Its call is here: the gateway hears and speaks as soon as it is answered.</summary>
    public void Take(SteeredCall call)
    {
        Call = call;
        call.Speak(Seat);
        call.Listen(Seat);
    }

    public void Remove(string why) => Fire(ParticipantTrigger.Removed, null, why);

    public void MoveTo(Conversation other) => Conversation = other;

    public void OnRinging(SteeredCall call)
    {
    }

    public void OnAnswered(SteeredCall call) => Fire(ParticipantTrigger.Answered, null, "");

    public void OnDigit(SteeredCall call, char digit, TimeSpan duration)
    {
        if (Seat.IsHeld) return;
        if (Listener is { } listener)
        {
            var sequence = ++_tones;
            listener.By.Tell(EventTypes.ToneReceived, listener.Terms, ResultInformation.Success, json =>
            {
                json.WriteNumber("sequenceId", sequence);
                json.WriteString("tone", Media.Tones.WordOf(digit));
            });
        }
        foreach (var connection in Conversation.Connections) connection.Media?.OnDigit(digit);
        Conversation.Lane.Current?.OnDigit(this, digit);
    }

    public void OnHeld(SteeredCall call, bool held)
    {
        _holds = held;
        if (IsConnected) Conversation.TellParticipants();
    }

    public void OnLeft(SteeredCall call) => OnEnded(call, new CallCause(CallEndedBy.Controller, 0, 16, "The participant was transferred."));

    public void OnEnded(SteeredCall call, CallCause cause)
    {
        if (IsTransferred) _ended = cause;
        else Fire(ParticipantTrigger.Ended, cause, "");
    }

    public void TransferBegins() => IsTransferred = true;

    /// <summary>Its call goes on without it, and was not hung up.</summary>
    public void GoBack(CallCause why) => Fire(ParticipantTrigger.Ended, why, "");

    /// <summary>Its outcome was told.</summary>
    public void TransferEnds()
    {
        IsTransferred = false;
        if (_ended is { } cause) Fire(ParticipantTrigger.Ended, cause, "");
    }

    private void Fire(ParticipantTrigger trigger, CallCause? cause, string why)
    {
        var step = ParticipantMachine.On(State, trigger);
        State = step.Next;
        if (step.Effects.HasFlag(ParticipantEffects.Join)) Conversation.OnJoined(this);
        if (step.Effects.HasFlag(ParticipantEffects.HangUp)) Call?.HangUp(why);
        if (step.Effects.HasFlag(ParticipantEffects.Part) && cause is not null) Conversation.OnParted(this, cause);
        if (step.Effects.HasFlag(ParticipantEffects.Fail) && cause is not null) Conversation.OnFailed(this, cause);
    }
}

/// <summary>A call to somebody who is to join a conversation.</summary>
internal sealed record Invitation(string Id, CallConnection By, OperationTerms Terms)
{
    /// <summary>It was taken back: the cancellation has its own event.</summary>
    public OperationTerms? Cancelled { get; set; }
}
