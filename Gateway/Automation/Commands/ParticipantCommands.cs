using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;
using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Domain.Identity;

namespace Telephony.Automation.Commands;

/// <summary>The phones of a call: adding, removing, silencing, holding, moving them. Any thread.</summary>
public static class ParticipantCommands
{
    public static Task<Outcome<IReadOnlyList<ParticipantView>>> ListParticipantsAsync(this AutomationDesk desk, ResourceId resource, string connection) => desk.AskAsync(on =>
        on.FindConnection(connection, resource) is { } found ? new Outcome<IReadOnlyList<ParticipantView>>([.. found.Conversation.Connected.Select(ViewOf)], null) : Refusals.NoCall);

    public static Task<Outcome<ParticipantView>> GetParticipantAsync(this AutomationDesk desk, ResourceId resource, string connection, string rawId) => desk.AskAsync<ParticipantView>(on =>
        on.FindConnection(connection, resource) is not { } found ? Refusals.NoCall
        : found.Conversation.Find(rawId) is { IsConnected: true } party ? ViewOf(party) : Refusals.NoParticipant(rawId));

    public static Task<Outcome<InvitationView>> AddParticipantAsync(this AutomationDesk desk, ResourceId resource, string connection, AddOrder order, OperationTerms terms) =>
        desk.AskAsync(on => Add(on, resource, connection, order, terms));

    public static Task<Outcome<Taken>> CancelAddParticipantAsync(this AutomationDesk desk, ResourceId resource, string connection, string invitation, OperationTerms terms) =>
        desk.AskAsync(on => CancelAdd(on, resource, connection, invitation, terms));

    public static Task<Outcome<Taken>> RemoveParticipantAsync(this AutomationDesk desk, ResourceId resource, string connection, string rawId, OperationTerms terms) =>
        desk.AskAsync(on => Remove(on, resource, connection, rawId, terms));

    public static Task<Outcome<Taken>> MuteAsync(this AutomationDesk desk, ResourceId resource, string connection, IReadOnlyList<string> rawIds, bool muted) =>
        desk.AskAsync(on => Mute(on, resource, connection, rawIds, muted));

    /// <param name="music">What the phone hears; null: the usual.</param>
    public static Task<Outcome<Taken>> HoldAsync(this AutomationDesk desk, ResourceId resource, string connection, string rawId, PromptSource? music, OperationTerms terms) =>
        desk.AskAsync(on => Hold(on, resource, connection, rawId, music, terms));

    public static Task<Outcome<Taken>> UnholdAsync(this AutomationDesk desk, ResourceId resource, string connection, string rawId) => desk.AskAsync(on => Unhold(on, resource, connection, rawId));

    /// <summary>Phones of another call of the resource come into this one.</summary>
    /// <param name="from">The connection that they are in.</param>
    public static Task<Outcome<IReadOnlyList<ParticipantView>>> MoveAsync(this AutomationDesk desk, ResourceId resource, string connection, string from, IReadOnlyList<string> rawIds, OperationTerms terms) =>
        desk.AskAsync(on => Move(on, resource, connection, from, rawIds, terms));

    private static ParticipantView ViewOf(Participant party) => new(party.Number, party.IsMuted, party.IsOnHold);

    private static Outcome<InvitationView> Add(AutomationDesk desk, ResourceId resource, string id, AddOrder order, OperationTerms terms)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        var conversation = connection.Conversation;
        if (conversation.Find(Identifiers.RawIdOf(order.Number)) is not null) return new Refusal(409, "ParticipantAlreadyInCall", $"{Identifiers.RawIdOf(order.Number)} is in the call, or being called into it.");
        if (conversation.Participants.Count >= Conversation.MostParticipants) return new Refusal(409, "TooManyParticipants", $"A call has at most {Conversation.MostParticipants} phones.");
        var callerId = order.CallerId.Length > 0 ? order.CallerId : connection.AnsweredFor.Length > 0 ? connection.AnsweredFor : connection.CallerId;
        if (CallerIds.Judge(desk, resource, callerId, [order.Number]) is { } wrong) return wrong;
        conversation.IsOneToOne = false;
        var invitation = new Invitation(Guid.NewGuid().ToString("D"), connection, terms);
        var party = new Participant(conversation, order.Number, ParticipantState.Invited) { Invitation = invitation };
        conversation.Add(party);
        CallCommands.Invite(desk, party, new OutboundOrder(resource, order.Number, callerId) { DisplayName = order.DisplayName, Patience = order.Patience, Headers = order.Custom.HeadersFor(order.Number) });
        return new InvitationView(invitation.Id, ViewOf(party));
    }

    private static Outcome<Taken> CancelAdd(AutomationDesk desk, ResourceId resource, string id, string invitation, OperationTerms terms)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        var party = connection.Conversation.Participants.FirstOrDefault(party => party.Invitation?.Id == invitation);
        if (party is { State: ParticipantState.Invited, Invitation: { Cancelled: null } open })
        {
            open.Cancelled = terms;
            party.Remove("The application has taken the invitation back.");
            return Taken.Instance;
        }
        var late = party is null ? "there is no such invitation any more" : party.State == ParticipantState.Invited ? "it is being taken back already" : "the participant has joined";
        connection.Tell(EventTypes.CancelAddParticipantFailed, terms, new ResultInformation(400, 0, $"The invitation cannot be taken back: {late}."), json => json.WriteString("invitationId", invitation));
        return Taken.Instance;
    }

    private static Outcome<Taken> Remove(AutomationDesk desk, ResourceId resource, string id, string rawId, OperationTerms terms)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        if (connection.Conversation.Find(rawId) is not { } party) return Refusals.NoParticipant(rawId);
        if (party.Remover is not null) return new Refusal(409, "RemovalInProgress", $"{rawId} is being removed.");
        party.Remover = (connection, terms);
        party.Remove("The application has removed the participant.");
        return Taken.Instance;
    }

    private static Outcome<Taken> Mute(AutomationDesk desk, ResourceId resource, string id, IReadOnlyList<string> rawIds, bool muted)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        var parties = new List<Participant>();
        foreach (var rawId in rawIds)
        {
            if (Steering.Participant(connection.Conversation, rawId, out var party) is { } unknown) return unknown;
            parties.Add(party);
        }
        if (parties.All(party => party.IsMuted == muted)) return Taken.Instance;
        foreach (var party in parties) party.Seat.IsMuted = muted;
        connection.Conversation.TellParticipants();
        return Taken.Instance;
    }

    private static Outcome<Taken> Hold(AutomationDesk desk, ResourceId resource, string id, string rawId, PromptSource? music, OperationTerms terms)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        if (Steering.Participant(connection.Conversation, rawId, out var party) is { } unknown) return unknown;
        party.Seat.Hold(music is null ? new Playback([HoldMusic.Notes], loops: true, desk.Loop) : null);
        connection.Conversation.TellParticipants();
        if (music is null) return Taken.Instance;
        new PromptFetch(connection.Conversation).Begin(
            [music],
            sounds =>
            {
                if (party is { IsConnected: true, Seat.IsHeld: true }) party.Seat.Hold(new Playback(sounds, loops: true, desk.Loop));
            },
            (_, failed) =>
            {
                connection.Tell(EventTypes.HoldFailed, terms, ResultInformation.OfPrompt(failed));
                if (party is { IsConnected: true, Seat.IsHeld: true }) party.Seat.Hold(new Playback([HoldMusic.Notes], loops: true, desk.Loop));
            });
        return Taken.Instance;
    }

    private static Outcome<Taken> Unhold(AutomationDesk desk, ResourceId resource, string id, string rawId)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        if (Steering.Participant(connection.Conversation, rawId, out var party) is { } unknown) return unknown;
        if (!party.Seat.IsHeld) return Taken.Instance;
        party.Seat.Unhold();
        connection.Conversation.TellParticipants();
        return Taken.Instance;
    }

    private static Outcome<IReadOnlyList<ParticipantView>> Move(AutomationDesk desk, ResourceId resource, string id, string from, IReadOnlyList<string> rawIds, OperationTerms terms)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        if (Steering.Take(desk, resource, from, out var other) is { } refused) return refused with { Message = $"fromCall: {refused.Message}" };
        if (ReferenceEquals(connection.Conversation, other.Conversation)) return Refusals.Bad("fromCall: it is the same call.");
        var parties = new List<Participant>();
        foreach (var rawId in rawIds)
        {
            if (Steering.Participant(other.Conversation, rawId, out var party) is { } unknown) return unknown;
            if (party.IsTransferred) return Refusals.TransferRuns;
            parties.Add(party);
        }
        foreach (var party in parties) MoveOne(party, connection, other);
        foreach (var party in parties)
        {
            connection.Tell(EventTypes.MoveParticipantSucceeded, terms, ResultInformation.Success, json =>
            {
                ParticipantWriter.Write(json, "participant", party.Number);
                json.WriteString("fromCall", from);
            });
        }
        connection.Conversation.TellParticipants();
        other.Conversation.AfterMove();
        return new Outcome<IReadOnlyList<ParticipantView>>([.. parties.Select(ViewOf)], null);
    }

    private static void MoveOne(Participant party, CallConnection to, CallConnection from)
    {
        foreach (var operation in from.Conversation.Lane.All) operation.OnLeft(party);
        from.Conversation.Drop(party);
        party.Listener = null;
        party.Seat.Play(null);
        party.MoveTo(to.Conversation);
        to.Conversation.IsOneToOne = false;
        to.Conversation.Add(party);
        to.Conversation.SeatAll();
    }
}
