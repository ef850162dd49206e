using Telephony.Sip.Authentication;
using Telephony.Sip.Messages;
using Telephony.Sip.Reliability;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;

namespace Telephony.Sip.Dialogs;

public enum DialogState : byte
{
    /// <summary>Made by a provisional response (RFC 3261 12.1).</summary>
    Early,
    Confirmed,

    /// <summary>Our BYE is under way, or waits for an ACK.</summary>
    Ending,
    Ended,
}

/// <summary>A peer relation after a tag pair (RFC 3261 12), early ones included. Loop thread only.</summary>
public sealed partial class Dialog
{
    private readonly UserAgent _agent;
    private ReadOnlyMemory<byte> _callId;        // shared with the INVITE: names do not change
    private ReadOnlyMemory<byte> _localTag;
    private ReadOnlyMemory<byte> _remoteTag;
    private ReadOnlyMemory<byte> _contactUser;
    private readonly DigestClient? _digest;
    private RouteSet _routes = RouteSet.Empty;
    private ReadOnlyMemory<byte> _remoteTarget;
    private uint _localCSeq;
    private uint _remoteCSeq;
    private ReliableOrder _reliableOrder;

    internal Dialog(
        UserAgent agent, SipToken token, ReadOnlyMemory<byte> callId, ReadOnlyMemory<byte> localTag, ReadOnlyMemory<byte> remoteTag, ReadOnlyMemory<byte> contactUser, bool isServer, DigestClient? digest)
    {
        (_agent, Token, _callId, _localTag, _remoteTag, _contactUser, IsServer, _digest) = (agent, token, callId, localTag, remoteTag, contactUser, isServer, digest);
    }

    public DialogState State { get; private set; }

    public ReadOnlyMemory<byte> CallId => _callId;

    public ReadOnlyMemory<byte> LocalTag => _localTag;

    public ReadOnlyMemory<byte> RemoteTag => _remoteTag;

    /// <summary>Our From or To value without tag.</summary>
    public ReadOnlyMemory<byte> LocalUri { get; private set; }

    public ReadOnlyMemory<byte> RemoteUri { get; private set; }

    /// <summary>The other side's Contact URI, as last refreshed by INVITE or UPDATE.</summary>
    public ReadOnlyMemory<byte> RemoteTarget => _remoteTarget;

    /// <summary>True when the other side sent the INVITE.</summary>
    public bool IsServer { get; }

    /// <summary>Where the other side was last heard from; on a connection, ours go there too while it is open (DR-6).</summary>
    public SipTarget Peer { get; private set; }

    public IDialogUser? User { get; set; }

    public ISipTap? Tap { get; set; }

    /// <summary>For the user's own use.</summary>
    public object? UserState { get; set; }

    internal SipToken Token { get; }

    /// <summary>What INVITE and UPDATE in it say of extensions.</summary>
    internal Extensions Extensions { get; private init; } = Extensions.All;

    /// <summary>Reliable provisional responses of ours in this early dialog; null without any.</summary>
    internal ReliableResponses? Reliable { get; set; }

    /// <summary>The next dialog with the same local tag, kept by <see cref="DialogTable"/>.</summary>
    internal Dialog? NextFork { get; set; }

    internal RouteSet Routes => _routes;

    /// <summary>Where the next request goes, as far as it is known without looking up a name.</summary>
    internal SipTarget NextTarget => _target ?? Peer;

    internal uint LocalCSeq => _localCSeq;

    internal uint RemoteCSeq => _remoteCSeq;

    internal ReadOnlyMemory<byte> ContactUser => _contactUser;

    internal uint NextCSeq() => ++_localCSeq;

    /// <summary>The dialog of the side that sent the INVITE (12.1.2).</summary>
    internal static Dialog ForClient(UserAgent agent, OutgoingInvite invite, SipMessage response, in SipSource source)
    {
        var draft = invite.Draft;
        var dialog = new Dialog(
            agent, invite.LocalToken, invite.CallId, invite.LocalTag, response.ToTag.ToArray(), draft?.ContactUser ?? default, isServer: false, invite.Digest)
        {
            LocalUri = draft?.From ?? TagText.Without(response.FromAddress),
            RemoteUri = draft?.To ?? TagText.Without(response.ToAddress),
            Tap = invite.Tap,
            Extensions = draft?.Extensions ?? Extensions.All,
            _localCSeq = invite.CSeq,
            _routes = RouteSet.FromRecordRoute(response, reversed: true),
            _remoteTarget = draft?.RequestUri.ToArray() ?? response.ToAddress.Uri.ToArray(),   // until a Contact is read
            Peer = source.Back() with { Local = source.Local.NamedAs(invite.Target.Local), TlsServerName = invite.Target.TlsServerName, Profile = invite.Target.Profile },
        };
        dialog.TakeTarget(response);
        return dialog;
    }

    /// <summary>The dialog of the side that received the INVITE (12.1.1).</summary>
    internal static Dialog ForServer(UserAgent agent, IncomingInvite invite, SipMessage request, in SipSource source)
    {
        var dialog = new Dialog(
            agent, invite.LocalToken, request.CallId.ToArray(), invite.LocalTag, request.FromTag.ToArray(), invite.ContactUser, isServer: true, null)
        {
            LocalUri = TagText.Without(request.ToAddress),
            RemoteUri = TagText.Without(request.FromAddress),
            Tap = invite.Tap,
            Extensions = invite.Extensions,
            _localCSeq = agent.FirstCSeq(),
            _remoteCSeq = request.CSeqNumber,
            _routes = RouteSet.FromRecordRoute(request, reversed: false),
            Peer = source.Back() with { TlsServerName = invite.Profile?.Name, Profile = invite.Profile },
        };
        dialog.TakeTarget(request);
        return dialog;
    }

    /// <summary>Ends it once: nothing is found or sent by it any more, and the user hears why.</summary>
    internal void End(in DialogEnd end)
    {
        if (State == DialogState.Ended) return;
        State = DialogState.Ended;
        _agent.Dialogs.Remove(this);
        _outgoing?.Abandon();
        Reliable?.Stop();
        if (_incoming is { IsAnswered: false, IsReinvite: true } pending) pending.Respond(487);
        User?.OnEnded(this, end);
        // The INVITE's transaction lives on for repeated 2xx: it must not keep the call alive with it.
        User = null;
        _made?.ReleaseUser();
        _made = null;
    }

    /// <summary>Contact of a request or response that may refresh the target (12.2); one without a usable Contact changes nothing.</summary>
    internal void TakeTarget(SipMessage message)
    {
        if (!NameAddrView.TryParse(message.Header(HeaderName.Contact), out var contact) || !contact.TryGetUri(out var uri) || !uri.IsSip) return;
        if (contact.Uri.SequenceEqual(_remoteTarget.Span)) return;
        _remoteTarget = contact.Uri.ToArray();
        _target = null;
    }

    /// <summary>
    /// The dialog stands, perhaps for hours: its names, which came from here and there, lie in one array from now on. What a collection costs is counted in objects.
    /// </summary>
    private void Gather()
    {
        var all = new byte[_callId.Length + _localTag.Length + _remoteTag.Length + _contactUser.Length + LocalUri.Length + RemoteUri.Length + _remoteTarget.Length];
        var rest = all.AsMemory();
        (_callId, _localTag, _remoteTag, _contactUser) = (Next(_callId), Next(_localTag), Next(_remoteTag), Next(_contactUser));
        (LocalUri, RemoteUri, _remoteTarget) = (Next(LocalUri), Next(RemoteUri), Next(_remoteTarget));

        ReadOnlyMemory<byte> Next(ReadOnlyMemory<byte> name)
        {
            name.CopyTo(rest);
            var copy = rest[..name.Length];
            rest = rest[name.Length..];
            return copy;
        }
    }

    private void TakePeer(in SipSource source)
    {
        if (source.Kind == Peer.Kind && source.ConnectionId == Peer.ConnectionId && source.Remote == Peer.Remote) return;
        Peer = source.Back() with { Local = source.Local.NamedAs(Peer.Local), TlsServerName = Peer.TlsServerName, Profile = Peer.Profile };
        if (source.Kind.IsReliable()) _target = null;
    }
}
