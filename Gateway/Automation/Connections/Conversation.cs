using Telephony.Automation.Media;
using Telephony.Automation.Recordings;
using Telephony.Automation.Rooms;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Automation.Reception;

namespace Telephony.Automation.Connections;

/// <summary>
/// What the API calls a server call: phones that hear each other, and the controllers that hold it. The newest of them has the lease to steer; the others are told what
/// happens. Ends when no phone is left. Call loop only.
/// </summary>
internal sealed class Conversation(AutomationDesk desk, ResourceId resource, string serverCallId, string correlationId)
{
    public const int MostParticipants = 250;

    private readonly List<Participant> _parties = [];
    private readonly List<CallConnection> _connections = [];
    private int _sequence;
    private bool _joined;   // somebody was in it
    private bool _over;

    public AutomationDesk Desk => desk;

    public ResourceId Resource => resource;

    public string ServerCallId => serverCallId;

    public string CorrelationId => correlationId;

    public MediaLane Lane { get; } = new();

    /// <summary>Where its phones hear each other.</summary>
    public Table Table { get; } = new();

    public IReadOnlyList<Participant> Participants => _parties;

    public IEnumerable<Participant> Connected => _parties.Where(static party => party.IsConnected);

    public IReadOnlyList<CallConnection> Connections => _connections;

    /// <summary>Who may steer; null: everybody who could has left.</summary>
    public CallConnection? Holder => _connections.Count > 0 ? _connections[^1] : null;

    /// <summary>The first connection of it was made to be a call with one phone: when its application leaves, it ends.</summary>
    public bool IsOneToOne { get; set; }

    /// <summary>Null: it is not recorded.</summary>
    public ConversationRecording? Recording { get; set; }

    public Participant? Find(string rawId) => _parties.FirstOrDefault(party => party.RawId == rawId);

    public void Attach(CallConnection connection) => _connections.Add(connection);

    public void Detach(CallConnection connection) => _connections.Remove(connection);

    public void Add(Participant party) => _parties.Add(party);

    /// <summary>It was never in it, or leaves for another conversation.</summary>
    public void Drop(Participant party)
    {
        _parties.Remove(party);
        SeatAll();
    }

    public void OnJoined(Participant party)
    {
        _joined = true;
        SeatAll();
        foreach (var connection in _connections.ToList()) connection.Fire(ConnectionTrigger.Answered);
        if (party.Invitation is { } invitation) invitation.By.Tell(EventTypes.AddParticipantSucceeded, invitation.Terms, ResultInformation.Success, json => ParticipantWriter.Write(json, "participant", party.Number));
        TellParticipants();
    }

    public void OnParted(Participant party, CallCause cause)
    {
        party.Seat.Leave();
        _parties.Remove(party);
        SeatAll();
        foreach (var operation in Lane.All) operation.OnLeft(party);
        party.Answer?.OnLeft();
        TellRemoved(party);
        if (_parties.Count == 0) End(ResultInformation.OfEnd(cause));
        else TellParticipants();
    }

    public void OnFailed(Participant party, CallCause cause)
    {
        _parties.Remove(party);
        if (party.Invitation is { } invitation)
        {
            if (invitation.Cancelled is { } cancelled)
                invitation.By.Tell(EventTypes.CancelAddParticipantSucceeded, cancelled, ResultInformation.Success, json => json.WriteString("invitationId", invitation.Id));
            else
                invitation.By.Tell(EventTypes.AddParticipantFailed, invitation.Terms, ResultInformation.OfFailure(cause), json => ParticipantWriter.Write(json, "participant", party.Number));
        }
        TellRemoved(party);
        if (_parties.Count == 0) End(_joined || cause.EndedBy == CallEndedBy.Controller ? ResultInformation.OfEnd(cause) : ResultInformation.OfFailure(cause));
    }

    /// <summary>Hangs up everybody.</summary>
    public void HangUpAll(string why)
    {
        foreach (var party in _parties.ToList()) party.Remove(why);
        if (_parties.Count == 0) End(ResultInformation.OfEnd(new CallCause(CallEndedBy.Controller, 0, 16, why)));
    }

    /// <summary>Phones have left it for another one; without any it ends.</summary>
    public void AfterMove()
    {
        if (_parties.Count == 0) End(ResultInformation.Success);
        else TellParticipants();
    }

    public void TellParticipants()
    {
        _sequence++;
        foreach (var connection in _connections.ToList()) connection.TellParticipants(_sequence);
    }

    public void SeatAll()
    {
        Table.Seat(Connected.Select(static party => party.Seat));
        Recording?.Reseat();
        foreach (var connection in _connections) connection.Reseat();
    }

    /// <summary>To who has removed it; it may have rung as yet.</summary>
    private static void TellRemoved(Participant party)
    {
        if (party.Remover is { } remover) remover.By.Tell(EventTypes.RemoveParticipantSucceeded, remover.Terms, ResultInformation.Success, json => ParticipantWriter.Write(json, "participant", party.Number));
    }

    private void End(ResultInformation result)
    {
        if (_over) return;
        _over = true;
        Lane.CancelAll();   // told before the end of the call
        if (Recording is { } recording) desk.Recordings?.End(recording, "CallEnded");
        foreach (var connection in _connections.ToList()) connection.End(result);
        desk.Forget(this);
    }
}
