using Microsoft.Extensions.Logging;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;

namespace Telephony.Sip.UserAgents;

/// <summary>
/// Every message that comes in, on its way to whom it belongs:
/// <code>
///   bytes ─► parse ─► response ─► client transaction
///                 └─► request ──► server transaction (repeated, ACK) ─► dialog ─► merged? ─► screening ─► inspection ─► core
/// </code>
/// Nothing is remembered about a request before the core has let it in.
/// </summary>
internal sealed class RequestReceiver(UserAgent agent, IUserAgentCore core, ILogger log)
{
    private readonly SipMessage _message = new();
    private readonly StatelessResponder _stateless = new(agent);

    private TransactionLayer Layer => agent.Layer;

    private UserAgentStatistics Statistics => agent.Statistics;

    public void OnMessage(ReadOnlySpan<byte> bytes, in SipSource source)
    {
        if (!SipParser.TryParseDatagram(bytes, _message, out var why)) OnMalformed(why, source);
        else if (_message.IsRequest) OnRequest(_message, source);
        else OnResponse(_message, source);
    }

    public void OnFramingFault(ReadOnlySpan<byte> head, in SipSource source)
    {
        if (!SipParser.TryParseDatagram(head, _message, out var why)) OnMalformed(why, source);
        else
        {
            Statistics.Malformed++;
            core.OnGarbage(source);
        }
    }

    public void OnNotSip(in SipSource source) => core.OnGarbage(source);

    private void OnMalformed(SipRejection why, in SipSource source)
    {
        if (why.Fault == SipFault.Empty) return;
        Statistics.Malformed++;
        log.Malformed(source.Remote, why.Fault, why.Offset);
        core.OnGarbage(source);
        if (why.CanAnswer) _stateless.Reply<object?>(_message, source, why.StatusCode, why.Reason, null, null);
    }

    private void OnResponse(SipMessage response, in SipSource source)
    {
        if (!TransactionLayer.TryKeyOf(response, out var key)) Statistics.StrayResponses++;
        else if (Layer.FindClient(key, response) is { } transaction)
        {
            transaction.Tap?.OnMessage(outgoing: false, response.Raw, source.Local.Local, source.Remote);
            transaction.OnResponse(response, source);
        }
        else
        {
            var absorption = Layer.Lingering.Absorb(key, response, source);
            if (absorption == Absorption.Unknown) Statistics.StrayResponses++;
            else if (absorption == Absorption.AnotherAnswer) OutgoingInvite.RefuseLate(agent, key, response, source);
        }
    }

    private void OnRequest(SipMessage request, in SipSource source)
    {
        Statistics.RequestsIn++;
        if (source.Kind == SipTransportKind.Tls && request.TopVia is var via && via.TryGetParam("alias"u8, out _))
            agent.Transports.NoteAlias(source, via.Port != 0 ? via.Port : SipTransportKind.Tls.DefaultPort());
        if (request.Method == SipMethod.Ack)
        {
            OnAck(request, source);
            return;
        }
        var key = Layer.KeyOf(request, request.Method);
        if (Layer.FindServer(key) is { } known)
        {
            known.Tap?.OnMessage(outgoing: false, request.Raw, source.Local.Local, source.Remote);
            known.OnRepeatedRequest();
        }
        else if (Layer.Lingering.TryAbsorb(key, request, source)) return;
        else if (request.Method == SipMethod.Cancel) OnCancel(key, request, source);
        else if (!request.ToTag.IsEmpty) OnDialogRequest(key, request, source);
        else if (Layer.Count >= agent.Options.MaxTransactions)
        {
            Statistics.Overloaded++;
            _stateless.Reply(request, source, 503, default, WriteRetryAfter, 5);
        }
        else OnNewRequest(key, request, source);
    }

    private void OnAck(SipMessage ack, in SipSource source)
    {
        var key = Layer.KeyOf(ack, SipMethod.Invite);
        if (Layer.FindServer(key) is { } transaction)
        {
            transaction.Tap?.OnMessage(outgoing: false, ack.Raw, source.Local.Local, source.Remote);
            transaction.OnAck(ack);
        }
        else if (Layer.Lingering.TryAbsorb(key, ack, source)) return;
        else if (agent.Dialogs.Find(ack)?.OnAck(ack) != true) Statistics.StrayAcks++;
    }

    /// <summary>9.2: the CANCEL has its own transaction; the INVITE it names has the same branch.</summary>
    private void OnCancel(UInt128 key, SipMessage cancel, in SipSource source)
    {
        var invite = Layer.KeyOf(cancel, SipMethod.Invite);
        var (user, tap) = ((IServerTransactionUser?)null, (ISipTap?)null);
        if (Layer.FindServer(invite) is { IsInvite: true, LocalTag: { } localTag } target) (user, tap) = (target.User, target.Tap);
        else if (!Layer.Lingering.TryFindInvite(invite, out localTag, out tap))
        {
            _stateless.Reply<object?>(cancel, source, 481, default, null, null);
            return;
        }
        tap?.OnMessage(outgoing: false, cancel.Raw, source.Local.Local, source.Remote);
        var transaction = NewTransaction(key, default, cancel, source, tap);
        var parts = new ResponseParts { Status = 200, ToTag = UserAgent.TextOf(localTag), Common = agent.ResponseLines(SipMethod.Cancel, 200) };
        agent.Reply<object?>(transaction, cancel, source, parts, null, null);
        (user as IncomingInvite)?.OnCancel(cancel);
    }

    private void OnDialogRequest(UInt128 key, SipMessage request, in SipSource source)
    {
        if (agent.Dialogs.Find(request) is not { } dialog)
        {
            Statistics.UnknownDialogs++;
            _stateless.Reply<object?>(request, source, 481, default, null, null);
            return;
        }
        dialog.Tap?.OnMessage(outgoing: false, request.Raw, source.Local.Local, source.Remote);
        var transaction = NewTransaction(key, default, request, source, dialog.Tap);
        // A BYE is not refused for what it carries: the call would stay up.
        if (request.Method == SipMethod.Bye || Inspect(transaction, request, source)) dialog.OnRequest(transaction, request, source);
    }

    private void OnNewRequest(UInt128 key, SipMessage request, in SipSource source)
    {
        var mergeKey = Layer.MergeKeyOf(request);
        if (Layer.IsMerged(mergeKey))
        {
            Statistics.Merged++;
            _stateless.Reply<object?>(request, source, 482, default, null, null);
            return;
        }
        var screening = core.Screen(request, source);
        if (screening.Verdict != ScreeningVerdict.Accept)
        {
            Statistics.Screened++;
            if (screening.Verdict == ScreeningVerdict.Refuse)
                _stateless.Reply(request, source, screening.Status, screening.Reason, screening.RetryAfterSeconds > 0 ? WriteRetryAfter : null, screening.RetryAfterSeconds, screening.ToPartner);
            return;
        }
        var transaction = NewTransaction(key, mergeKey, request, source, null);
        if (request.MaxForwards == 0 && request.Method != SipMethod.Options) agent.Reply(transaction, request, source, 483);
        else if (!Inspect(transaction, request, source)) return;
        else if (request.Method == SipMethod.Invite)
        {
            var invite = new IncomingInvite(agent, transaction, request, source, null);
            invite.SendTrying();
            core.OnInvite(invite);
        }
        else if (request.Method is SipMethod.Bye or SipMethod.Prack or SipMethod.Update) agent.Reply(transaction, request, source, 481);
        else
        {
            var incoming = new IncomingRequest(agent, transaction, request, source, null);
            core.OnRequest(incoming);
            incoming.Keep();
        }
    }

    /// <summary>8.2: method, scheme, extensions, body. False: refused.</summary>
    private bool Inspect(ServerTransaction transaction, SipMessage request, in SipSource source)
    {
        var status = RequestValidator.Inspect(request, agent.Options.Capabilities);
        if (status == 0) return true;
        // 405 carries Allow with every response of that code already.
        agent.Reply(transaction, request, source, status, default, status == 405 ? null : WriteRefusal, (status, request, agent.Options.Capabilities));
        return false;
    }

    private ServerTransaction NewTransaction(UInt128 key, UInt128 mergeKey, SipMessage request, in SipSource source, ISipTap? tap)
    {
        var transaction = new ServerTransaction(Layer, key, mergeKey, request.Method, ResponseWriter.TargetOf(request, source)) { Tap = tap };
        Layer.Add(transaction);
        return transaction;
    }

    private static void WriteRetryAfter(ref SipWriter writer, int seconds) => writer.Header(HeaderName.RetryAfter, seconds);

    private static void WriteRefusal(ref SipWriter writer, (int Status, SipMessage Request, SipCapabilities Capabilities) refusal) =>
        RequestValidator.WriteHeaders(ref writer, refusal.Status, refusal.Request, refusal.Capabilities);
}
