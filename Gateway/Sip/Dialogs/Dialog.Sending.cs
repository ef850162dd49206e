using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Dialogs;

/// <summary>Requests that we send in a dialog (RFC 3261 12.2.1, 13.2.2.4, 14.1, 15.1.1).</summary>
public sealed partial class Dialog
{
    private OutgoingInvite? _outgoing;
    private OutgoingInvite? _ackDue;
    private OutgoingInvite? _made;
    private byte[]? _byeReason;
    private bool _byeWaits;

    /// <summary>Acknowledges the 2xx to our INVITE or re-INVITE; repeated 2xx get the same ACK again. Does nothing when no 2xx waits for it.</summary>
    /// <param name="body">The answer to a late offer; empty: none.</param>
    public void Ack(ReadOnlySpan<byte> contentType = default, ReadOnlySpan<byte> body = default)
    {
        if (_ackDue is not { } invite) return;
        _ackDue = null;
        invite.KeepAck(SendAck(invite.CSeq, contentType, body));
        // Forks that still ring are the INVITE's until its transaction, or this dialog, is over.
        if (!invite.IsReinvite && (NextFork is not null || _agent.Dialogs.FirstFork(Token) != this)) return;
        invite.ReleaseUser();
        _made = null;
    }

    /// <summary>
    /// Ends the dialog: BYE, as soon as the rules let it go. <see cref="IDialogUser.OnEnded"/> follows with <see cref="DialogEndCause.ByeSent"/>.
    /// A 2xx of ours that has no ACK yet is waited for; a 2xx of theirs that we have not acknowledged is acknowledged first.
    /// </summary>
    /// <param name="reason">Value of a Reason header (RFC 3326), empty: none.</param>
    public void Bye(ReadOnlySpan<byte> reason = default)
    {
        if (State is DialogState.Ending or DialogState.Ended) return;
        if (_incoming is { IsAnswered: false } pending) pending.Respond(487);
        if (State == DialogState.Early && IsServer) return;   // 15: the callee may not send BYE before its answer
        _outgoing?.Abandon();
        Ack();
        State = DialogState.Ending;
        if (!reason.IsEmpty) _byeReason = reason.ToArray();
        if (_incoming is { IsAnswered: true }) _byeWaits = true;
        else SendBye();
    }

    /// <summary>
    /// A new INVITE inside the dialog. Null when one of either side is under way: wait for its end, then try again (14.1).
    /// A 491 comes as <see cref="InviteFailure"/> with <see cref="InviteFailure.RetryAfter"/>.
    /// </summary>
    public OutgoingInvite? Reinvite<TState>(
        IOutgoingInviteUser user, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType = default, ReadOnlySpan<byte> body = default)
    {
        if (State != DialogState.Confirmed || _outgoing is not null || _ackDue is not null || _incoming is not null) return null;
        var invite = new OutgoingInvite(_agent, user, Token, _localTag, _callId, this, null, _digest, Tap);
        _outgoing = invite;
        invite.SetCSeq(NextCSeq());
        Begin(invite.Attempts, SipMethod.Invite, headers, state, contentType, body);
        return invite;
    }

    /// <summary>An UPDATE of ours waits for its answer: another one must wait for it (RFC 3311 5.1).</summary>
    public bool IsUpdating => _updateOut is { IsOver: false };

    /// <summary>Any other request inside the dialog, early ones included (PRACK, UPDATE, INFO, …).</summary>
    public OutgoingRequest Send<TState>(
        SipMethod method, IResponseUser user, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType = default, ReadOnlySpan<byte> body = default)
    {
        if (method is SipMethod.Invite or SipMethod.Ack or SipMethod.Bye or SipMethod.Cancel or SipMethod.Unknown)
            throw new ArgumentException($"{method} has a method of its own on {nameof(Dialog)}.", nameof(method));
        var request = new OutgoingRequest(_agent, method, this, user, null, _digest, Tap);
        if (State == DialogState.Ended)
        {
            request.Attempts.FailIfUnsent(RequestFailure.DialogEnded);
            return request;
        }
        request.SetCSeq(NextCSeq());
        if (method == SipMethod.Update) (_updateOut, _updateOffers) = (request, !body.IsEmpty);
        Begin(request.Attempts, method, headers, state, contentType, body);
        return request;
    }

    /// <summary>A 2xx to our INVITE: the dialog stands, with the route set and target of this response (13.2.2.4).</summary>
    internal void Confirm(OutgoingInvite invite, SipMessage response, in SipSource source, bool ackDue)
    {
        if (State == DialogState.Early)
        {
            State = DialogState.Confirmed;
            _routes = RouteSet.FromRecordRoute(response, reversed: true);
            _target = null;
        }
        TakeTarget(response);
        TakePeer(source);
        if (!invite.IsReinvite) Gather();
        _outgoing = null;
        if (!invite.IsReinvite) _made = invite;
        if (invite.CSeq > _localCSeq) _localCSeq = invite.CSeq;
        if (ackDue) _ackDue = invite;
    }

    /// <summary>Our re-INVITE failed.</summary>
    internal void OnReinviteOver(OutgoingInvite invite)
    {
        if (_outgoing == invite) _outgoing = null;
    }

    /// <summary>14.1: 2.1 to 4 s for the side that chose the Call-ID, 0 to 2 s for the other, in steps of 10 ms.</summary>
    internal TimeSpan ReinviteBackOff() =>
        TimeSpan.FromMilliseconds(IsServer ? 10 * _agent.Random.Number(201) : 2100 + (10 * _agent.Random.Number(191)));

    /// <summary>A final response to a request of ours other than INVITE.</summary>
    internal void OnResponse(SipMethod method, SipMessage response, in SipSource source)
    {
        if (response.StatusCode is >= 200 and < 300 && method is SipMethod.Update or SipMethod.Subscribe or SipMethod.Refer) TakeTarget(response);
        if (source.Kind.IsReliable()) TakePeer(source);
    }

    /// <summary>12.2.1.2: 481, 408 or no response at all: the other side has lost the dialog. It gets a BYE in case it has not.</summary>
    internal void OnGone(int status, SipMessage? response)
    {
        if (State is not DialogState.Confirmed) return;
        if (status != 481) new ByeExchange(this, _agent).Send(quiet: true);
        End(new DialogEnd(DialogEndCause.Gone, status, response));
    }

    /// <summary>The ACK of a 2xx whose dialog nobody keeps.</summary>
    internal void AckAgain(uint cseq) => SendAck(cseq, default, default);

    internal void SendAgain(ReadOnlySpan<byte> message)
    {
        _agent.Layer.Statistics.RetransmissionsOut++;
        _agent.Layer.TrySend(message, NextTarget, Tap, out _);
    }

    private void SendBye() => new ByeExchange(this, _agent).Send(quiet: false);

    private ReadOnlySpan<byte> SendAck(uint cseq, ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> body)
    {
        var target = KnownTarget() ?? Peer;   // a name is not looked up for an ACK: it goes where the 2xx came from
        var local = _agent.LocalFor(target) ?? Peer.Local;
        if (local is null) return default;
        var parts = Parts(SipMethod.Ack, cseq, contentType, body);
        RequestWriter.WriteTo<object?>(_agent.Layer.Scratch, parts, local, _agent.Layer.NewBranch(), null, null, out _);
        var ack = _agent.Layer.Scratch.Written;
        _agent.Layer.Statistics.RequestsOut++;
        _agent.Layer.TrySend(ack, target with { Local = local }, Tap, out _);
        return ack;
    }

    private void Begin<TState>(RequestAttempts attempts, SipMethod method, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> body)
    {
        var known = KnownTarget();
        var target = known ?? Peer;
        var local = _agent.LocalFor(target);
        if (local is null)
        {
            attempts.FailIfUnsent(RequestFailure.TransportError);
            return;
        }
        var parts = Parts(method, _localCSeq, contentType, body);
        var image = RequestWriter.Write(_agent.Layer.Scratch, parts, local, _agent.Layer.NewBranch(), headers, state);
        if (LargeRequests == LargeRequestPolicy.Shrink && _agent.IsTooLong(image, target.Kind))
        {
            parts.Common = _agent.CommonLines(method, Extensions, compact: true);
            image = _agent.WriteAgain(image, parts, local, headers, state);
        }
        if (known is not null)
        {
            attempts.Start(image, [target with { Local = local }]);
            return;
        }
        attempts.Wait(image);
        _agent.Resolve(NextHop, target, attempts);
    }

    private RequestParts Parts(SipMethod method, uint cseq, ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> body) => new()
    {
        Method = method,
        Uri = _routes.RequestUri(_remoteTarget.Span),
        Routes = _routes.Lines(_remoteTarget.Span),
        MaxForwards = 70,
        From = LocalUri.Span,
        FromTag = _localTag.Span,
        To = RemoteUri.Span,
        ToTag = _remoteTag.Span,
        CallId = _callId.Span,
        CSeq = cseq,
        HasContact = method is SipMethod.Invite or SipMethod.Update or SipMethod.Refer or SipMethod.Subscribe or SipMethod.Notify,
        ContactUser = _contactUser.Span,
        Credentials = _digest is { HasChallenge: true } ? _agent.WriteCredentials(_digest, method, _routes.RequestUri(_remoteTarget.Span)) : default,
        Common = _agent.CommonLines(method, Extensions),
        ContentType = contentType,
        Body = body,
    };

    /// <summary>A BYE of ours: whatever its response, the dialog is over (15.1.1).</summary>
    private sealed class ByeExchange : IAttemptsOwner
    {
        private readonly Dialog _dialog;
        private readonly RequestAttempts _attempts;

        public ByeExchange(Dialog dialog, UserAgent agent)
        {
            _dialog = dialog;
            _attempts = new RequestAttempts(agent, this) { LargeRequests = dialog.LargeRequests, Digest = dialog._digest, Tap = dialog.Tap };
        }

        /// <param name="quiet">The dialog has ended already.</param>
        public void Send(bool quiet)
        {
            _dialog.NextCSeq();
            _dialog.Begin(_attempts, SipMethod.Bye, WriteReason, quiet ? null : _dialog._byeReason, default, default);
        }

        public uint NextCSeq() => _dialog.NextCSeq();

        public void OnFinal(SipMessage response, in SipSource source) => _dialog.End(new DialogEnd(DialogEndCause.ByeSent, response.StatusCode, response));

        public void OnFailed(RequestFailure cause) => _dialog.End(new DialogEnd(DialogEndCause.ByeSent, cause == RequestFailure.Timeout ? 408 : 503));

        private static void WriteReason(ref SipWriter writer, byte[]? reason)
        {
            if (reason is not null) writer.Header(HeaderName.Reason, reason);
        }
    }
}
