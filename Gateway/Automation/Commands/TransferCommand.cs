using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Domain.Addresses;
using Telephony.Domain.Calls;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Order = Telephony.Domain.Calls.TransferCommand;

namespace Telephony.Automation.Commands;

/// <summary>Transfers of a phone to somebody else: by REFER where its trunk does that, else by a second leg of ours. Any thread.</summary>
public static class TransferCommands
{
    public static Task<Outcome<Taken>> TransferAsync(this AutomationDesk desk, ResourceId resource, string connection, TransferOrder order, OperationTerms terms) =>
        desk.AskAsync(on => Transfer(on, resource, connection, order, terms));

    private static Outcome<Taken> Transfer(AutomationDesk desk, ResourceId resource, string id, TransferOrder order, OperationTerms terms)
    {
        if (Steering.Take(desk, resource, id, out var connection) is { } refusal) return refusal;
        if (Steering.Participant(connection.Conversation, order.Transferee, out var party) is { } unknown) return unknown;
        if (party.IsTransferred || party.Call?.Leg is not { } leg) return Refusals.TransferRuns;
        if (party.Loan is { } loan && loan.Number == order.Target) return GiveBack(connection, party, loan, terms, [.. order.Custom.Sip, .. order.Custom.Voip]);
        if (order.CallerId.Length > 0 && CallerIds.Judge(desk, resource, order.CallerId, [order.Target]) is { } wrong) return wrong;
        if (GoalOf(order.Target) is not { } goal) return Refusals.Bad($"targetParticipant: {order.Target} is no phone number such as +14255550123.");
        party.TransferBegins();
        connection.Fire(ConnectionTrigger.TransferBegins);
        var command = new Order(leg, goal) { Caller = order.CallerId.Length > 0 ? order.CallerId : null, Headers = order.Custom.HeadersFor(order.Target), Resource = resource };
        _ = desk.Track(RunAsync(desk, connection, party, command, order.Target, terms));
        return Taken.Instance;
    }

    private static TransferGoal? GoalOf(string target) => Identifiers.KindOf(target) switch
    {
        IdentifierKind.CommunicationUser => new TransferGoal.Somebody(new Address.User(target)),
        IdentifierKind.Unknown => new TransferGoal.Somebody(new Address.SipUri(target[(target.IndexOf(':', StringComparison.Ordinal) + 1)..])),
        _ => PhoneNumber.TryParse(target, out var number) ? new TransferGoal.Somebody(new Address.E164(number)) : null,
    };

    private static Outcome<Taken> GiveBack(CallConnection connection, Participant party, Loan loan, OperationTerms terms, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        connection.Fire(ConnectionTrigger.TransferBegins);
        Accept(connection, party, loan.Number, terms);
        party.GoBack(new CallCause(CallEndedBy.Controller, 0, 16, "The call went back to who had lent it."));
        loan.Lender.OnReturned(values);
        return Taken.Instance;
    }

    private static void Accept(CallConnection connection, Participant party, string target, OperationTerms terms)
    {
        connection.Fire(ConnectionTrigger.TransferDone);
        connection.Tell(EventTypes.CallTransferAccepted, terms, ResultInformation.Success, json =>
        {
            ParticipantWriter.Write(json, "transferTarget", target);
            ParticipantWriter.Write(json, "transferee", party.Number);
        });
    }

    private static async Task RunAsync(AutomationDesk desk, CallConnection connection, Participant party, Order order, string target, OperationTerms terms)
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
        desk.Loop.Post(static state => ((Action)state!)(), () => OnOutcome(connection, party, outcome, target, terms));
    }

    private static void OnOutcome(CallConnection connection, Participant party, TransferOutcome outcome, string target, OperationTerms terms)
    {
        if (outcome is TransferOutcome.Transferred)
        {
            Accept(connection, party, target, terms);
            party.TransferEnds();
            return;
        }
        connection.Fire(ConnectionTrigger.TransferFailed);
        connection.Tell(EventTypes.CallTransferFailed, terms, outcome switch
        {
            TransferOutcome.Failed failed => ResultInformation.OfSip(failed.Status, failed.Why),
            TransferOutcome.Refused refused => new ResultInformation(400, 8523, refused.Why),
            _ => new ResultInformation(500, 9999, "The transfer has no outcome."),
        });
        party.TransferEnds();
    }
}
