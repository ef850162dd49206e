using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Automation.Streams;
using Telephony.Calls.Steering;
using Telephony.Domain.Identity;

namespace Telephony.Automation.Commands;

/// <summary>Why an application does not want a call.</summary>
public enum RejectReason : byte
{
    None,
    Busy,
    Forbidden,
}

/// <summary>Calls as a whole: making, taking, ending them. Any thread.</summary>
public static class CallCommands
{
    public const int MostTargets = 50;

    public static Task<Outcome<ConnectionView>> CreateAsync(this AutomationDesk desk, CreateOrder order) => desk.AskAsync(on => Create(on, order));

    /// <summary>Answers a call that waits; <c>CallConnected</c> or <c>AnswerFailed</c> follows.</summary>
    /// <param name="answeredBy">A user, a raw id; empty: none.</param>
    public static Task<Outcome<ConnectionView>> AnswerAsync(this AutomationDesk desk, ResourceId resource, string context, Uri callbackUri, string? operationContext, string answeredBy = "", StreamOrder? streams = null) =>
        desk.AskAsync(on => Answer(on, resource, context, callbackUri, operationContext, answeredBy, streams));

    public static Task<Outcome<Taken>> RejectAsync(this AutomationDesk desk, ResourceId resource, string context, RejectReason reason) => desk.AskAsync(on => Reject(on, resource, context, reason));

    /// <param name="number">A normalised number, a user or a SIP address.</param>
    public static Task<Outcome<Taken>> RedirectAsync(this AutomationDesk desk, ResourceId resource, string context, string number) => desk.AskAsync(on => Redirect(on, resource, context, number));

    /// <summary>Another controller for a call that runs: it has the lease from now on.</summary>
    public static Task<Outcome<ConnectionView>> ConnectAsync(this AutomationDesk desk, ResourceId resource, string serverCallId, Uri callbackUri, string? operationContext, StreamOrder? streams = null) =>
        desk.AskAsync(on => Connect(on, resource, serverCallId, callbackUri, operationContext, streams));

    public static Task<Outcome<ConnectionView>> GetAsync(this AutomationDesk desk, ResourceId resource, string connection) =>
        desk.AskAsync<ConnectionView>(on => on.FindConnection(connection, resource) is { } found ? ViewOf(found) : Refusals.NoCall);

    /// <param name="forEveryone">Else the application leaves; a call with one phone ends with it all the same.</param>
    public static Task<Outcome<Taken>> HangUpAsync(this AutomationDesk desk, ResourceId resource, string connection, bool forEveryone) =>
        desk.AskAsync(on => HangUp(on, resource, connection, forEveryone));

    internal static ConnectionView ViewOf(CallConnection connection) => new(connection.Id, connection.Conversation.ServerCallId, connection.Conversation.CorrelationId, connection.State, connection.CallbackUri)
    {
        Targets = connection.Targets, CallerId = connection.CallerId, DisplayName = connection.DisplayName, AnsweredFor = connection.AnsweredFor, OnBehalfOf = connection.OnBehalfOf, Media = connection.Media?.View, Transcription = connection.Transcription?.View,
    };

    private static Outcome<ConnectionView> Create(AutomationDesk desk, CreateOrder order)
    {
        if (CallerIds.Judge(desk, order.Resource, order.CallerId, order.Targets) is { } refusal) return refusal;
        var conversation = Begin(desk, order.Resource, CallId.New(desk.Clock), Guid.NewGuid().ToString("D"));
        conversation.IsOneToOne = order.Targets.Count == 1;
        var connection = new CallConnection(conversation, NewId(), order.CallbackUri, new OperationTerms(order.Context), answers: false)
        {
            CallerId = order.CallerId, DisplayName = order.DisplayName, Targets = order.Targets, OnBehalfOf = order.Source,
        };
        connection.Take(order.Streams);
        conversation.Attach(connection);
        desk.Add(connection);
        var view = ViewOf(connection);
        Participant[] parties = [.. order.Targets.Select(number => new Participant(conversation, number, ParticipantState.Invited))];
        foreach (var party in parties) conversation.Add(party);   // all of them first: one that fails at once is not the last
        foreach (var party in parties)
            Invite(desk, party, new OutboundOrder(order.Resource, party.Number, order.CallerId) { DisplayName = order.DisplayName, Headers = order.Custom.HeadersFor(party.Number) });
        return view;
    }

    internal static void Invite(AutomationDesk desk, Participant party, OutboundOrder order)
    {
        var call = desk.Shard.Originate(order, party);
        if (!call.IsOver) party.Take(call);
    }

    private static Outcome<ConnectionView> Answer(AutomationDesk desk, ResourceId resource, string context, Uri callbackUri, string? operationContext, string answeredBy, StreamOrder? streams)
    {
        if (Find(desk, resource, context, out var incoming) is { } refusal) return refusal;
        var call = incoming!.Call;   // not refused
        var conversation = new Conversation(desk, resource, incoming.ServerCallId, incoming.CorrelationId) { IsOneToOne = true };
        desk.Add(conversation);
        var connection = new CallConnection(conversation, NewId(), callbackUri, new OperationTerms(operationContext), answers: true)
        {
            CallerId = incoming.From, DisplayName = call.DisplayName, Targets = [call.Called], AnsweredFor = call.Called, OnBehalfOf = answeredBy,
        };
        connection.Take(streams ?? StreamOrder.None);
        conversation.Attach(connection);
        desk.Add(connection);
        var view = ViewOf(connection);
        var party = new Participant(conversation, incoming.From, ParticipantState.Offered) { Loan = incoming.Loan };
        conversation.Add(party);
        incoming.Decide(party);
        incoming.Loan?.Lender.OnTaken();
        party.Take(call);
        if (call.IsAnswered) party.OnAnswered(call);   // by who lends it
        else call.Answer();
        return view;
    }

    private static Outcome<Taken> Reject(AutomationDesk desk, ResourceId resource, string context, RejectReason reason)
    {
        if (Find(desk, resource, context, out var incoming) is { } refusal) return refusal;
        incoming!.Refuse(reason switch { RejectReason.Busy => 486, RejectReason.Forbidden => 403, _ => 480 }, "The application has rejected the call.");   // not refused
        return Taken.Instance;
    }

    private static Outcome<Taken> Redirect(AutomationDesk desk, ResourceId resource, string context, string number)
    {
        if (Find(desk, resource, context, out var incoming) is { } refusal) return refusal;
        if (incoming!.Loan is not null) return Refusals.Bad("incomingCallContext: this call was answered already and is on loan: answer it, and transfer it.");   // not refused
        incoming.Decide(null);
        incoming.Call.Forward(number);
        return Taken.Instance;
    }

    private static Outcome<ConnectionView> Connect(AutomationDesk desk, ResourceId resource, string serverCallId, Uri callbackUri, string? operationContext, StreamOrder? streams)
    {
        if (desk.FindConversation(serverCallId, resource) is not { } conversation) return new Refusal(404, "CallNotFound", "callLocator: there is no such call.");
        if (!conversation.Connected.Any()) return Refusals.NotConnected;
        var before = conversation.Holder;
        conversation.Lane.CancelAll();
        var connection = new CallConnection(conversation, NewId(), callbackUri, new OperationTerms(operationContext), answers: false)
        {
            CallerId = before?.CallerId ?? "", Targets = [.. conversation.Connected.Select(static party => party.Number)],
        };
        connection.Take(streams ?? StreamOrder.None);
        conversation.Attach(connection);
        desk.Add(connection);
        connection.Fire(ConnectionTrigger.Answered);
        conversation.TellParticipants();
        return ViewOf(connection);
    }

    private static Outcome<Taken> HangUp(AutomationDesk desk, ResourceId resource, string id, bool forEveryone)
    {
        if (desk.FindConnection(id, resource) is not { } connection) return Refusals.NoCall;
        var conversation = connection.Conversation;
        if (!ReferenceEquals(conversation.Holder, connection))
        {
            if (forEveryone) return Refusals.LeaseLost;
            connection.Leave(ResultInformation.Success);
            return Taken.Instance;
        }
        if (forEveryone || conversation.IsOneToOne || conversation.Connected.Count() < 2)
        {
            connection.Fire(ConnectionTrigger.HangUp);
            conversation.HangUpAll("The application has ended the call.");
        }
        else
        {
            connection.Leave(ResultInformation.Success);
        }
        return Taken.Instance;
    }

    private static Refusal? Find(AutomationDesk desk, ResourceId resource, string context, out IncomingCall? incoming)
    {
        incoming = null;
        if (!desk.Contexts.TryRead(context, resource, out var call)) return Refusals.BadContext;
        incoming = desk.FindIncoming(call);
        return incoming is null ? Refusals.ContextUsed : null;
    }

    private static Conversation Begin(AutomationDesk desk, ResourceId resource, CallId id, string correlationId)
    {
        var conversation = new Conversation(desk, resource, ServerCalls.IdOf(id), correlationId);
        desk.Add(conversation);
        return conversation;
    }

    private static string NewId() => Guid.NewGuid().ToString("D");
}
