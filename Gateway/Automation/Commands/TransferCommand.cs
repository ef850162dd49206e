using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Domain.Addresses;
using Telephony.Domain.Calls;
using Telephony.Domain.Identity;
using Order = Telephony.Domain.Calls.TransferCommand;

namespace Telephony.Automation.Commands;

/// <summary>Transfers of a phone to somebody else: by REFER where its trunk does that, else by a second leg of ours. Any thread.</summary>
public static class TransferCommands
{
    /// <param name="number">Normalised: to whom.</param>
    /// <param name="transferee">Raw id; empty: the only phone of the call.</param>
    public static Task<Outcome<Taken>> TransferAsync(this AutomationDesk desk, ResourceId resource, string connection, string number, string transferee, OperationTerms terms) =>
        desk.AskAsync(on => Transfer(on, resource, connection, number, transferee, terms));

    private static Outcome<Taken> Transfer(AutomationDesk desk, ResourceId resource, string id, string number, string transferee, OperationTerms terms)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        if (Steering.Participant(connection.Conversation, transferee, out var party) is { } unknown) return unknown;
        if (party.IsTransferred || party.Call?.Leg is not { } leg) return Refusals.TransferRuns;
        if (!PhoneNumber.TryParse(number, out var target)) return Refusals.Bad($"targetParticipant: {number} is no phone number such as +14255550123.");
        party.TransferBegins();
        connection.Fire(ConnectionTrigger.TransferBegins);
        _ = desk.Track(RunAsync(desk, connection, party, new Order(leg, new TransferGoal.Somebody(new Address.E164(target))), number, terms));
        return Taken.Instance;
    }

    private static async Task RunAsync(AutomationDesk desk, CallConnection connection, Participant party, Order order, string number, OperationTerms terms)
    {
        TransferOutcome outcome;
        try
        {
            outcome = await desk.Calls.TransferAsync(order, desk.Stopping).ConfigureAwait(false);
        }
        catch (Exception over) when (over is InvalidOperationException or OperationCanceledException)
        {
            return;   // the loop has ended, and all calls with it
        }
        desk.Loop.Post(static state => ((Action)state!)(), () => OnOutcome(connection, party, outcome, number, terms));
    }

    private static void OnOutcome(CallConnection connection, Participant party, TransferOutcome outcome, string number, OperationTerms terms)
    {
        if (outcome is TransferOutcome.Transferred)
        {
            connection.Fire(ConnectionTrigger.TransferDone);
            connection.Tell(EventTypes.CallTransferAccepted, terms, ResultInformation.Success, json =>
            {
                ParticipantWriter.Write(json, "transferTarget", number);
                ParticipantWriter.Write(json, "transferee", party.Number);
            });
            party.TransferEnds();
            return;
        }
        connection.Fire(ConnectionTrigger.TransferFailed);
        connection.Tell(EventTypes.CallTransferFailed, terms, outcome switch
        {
            TransferOutcome.Failed failed => new ResultInformation(failed.Status, 0, failed.Why, failed.Status),
            TransferOutcome.Refused refused => new ResultInformation(400, 0, refused.Why),
            _ => new ResultInformation(500, 0, "The transfer has no outcome."),
        });
        party.TransferEnds();
    }
}
