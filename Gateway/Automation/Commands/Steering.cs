using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;

namespace Telephony.Automation.Commands;

/// <summary>What a command that steers a call needs first: a connected call, and the lease on it.</summary>
internal static class Steering
{
    /// <summary>Null with the connection, or why not.</summary>
    public static Refusal? Take(AutomationDesk desk, ResourceId resource, string id, out CallConnection connection)
    {
        connection = null!;   // whoever is refused does not look at it
        if (desk.FindConnection(id, resource) is not { } found) return Refusals.NoCall;
        connection = found;
        if (!ReferenceEquals(found.Conversation.Holder, found)) return Refusals.LeaseLost;
        return found.State is ConnectionState.Connected or ConnectionState.Transferring or ConnectionState.TransferAccepted ? null : Refusals.NotConnected;
    }

    /// <summary>A connected phone of the call.</summary>
    /// <param name="rawId">Empty: the only one.</param>
    public static Refusal? Participant(Conversation conversation, string rawId, out Participant party)
    {
        party = null!;   // as above
        var found = rawId.Length > 0 ? conversation.Find(rawId) : conversation.Connected.Count() == 1 ? conversation.Connected.Single() : null;
        if (found is { IsConnected: true })
        {
            party = found;
            return null;
        }
        return rawId.Length > 0 ? Refusals.NoParticipant(rawId) : Refusals.Bad("targetParticipant: the call has several phones; name one.");
    }
}
