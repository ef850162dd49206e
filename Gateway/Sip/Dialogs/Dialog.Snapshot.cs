using System.Text;
using Telephony.Net.Addresses;
using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;

namespace Telephony.Sip.Dialogs;

/// <summary>Out of the process and back.</summary>
public sealed partial class Dialog
{
    /// <summary>The last sequence number we used.</summary>
    public uint LocalSequence => _localCSeq;

    /// <summary>The last one of the other side; 0: none yet.</summary>
    public uint RemoteSequence => _remoteCSeq;

    /// <summary>Route values in the order in which they are sent, with commas between; empty without a route set.</summary>
    public ReadOnlyMemory<byte> RouteValues => _routes.IsEmpty ? default : Bytes(string.Join(", ", _routes.Routes.Select(static route => SipText.ToText(route))));

    /// <summary>What a restart needs to go on with it.</summary>
    public DialogSnapshot Snapshot() => new()
    {
        CallId = SipText.ToText(_callId.Span),
        LocalTag = SipText.ToText(_localTag.Span),
        RemoteTag = SipText.ToText(_remoteTag.Span),
        LocalUri = SipText.ToText(LocalUri.Span),
        RemoteUri = SipText.ToText(RemoteUri.Span),
        RemoteTarget = SipText.ToText(_remoteTarget.Span),
        RouteSet = [.. _routes.Routes.Select(route => SipText.ToText(route))],
        ContactUser = SipText.ToText(_contactUser.Span),
        LocalCSeq = _localCSeq,
        RemoteCSeq = _remoteCSeq,
        IsServer = IsServer,
        Transport = Peer.Kind switch { SipTransportKind.Tls => "tls", SipTransportKind.Tcp => "tcp", _ => "udp" },
        Peer = Peer.Remote.ToString(),
        Local = Peer.Local?.Local.ToString() ?? "",
    };

    /// <summary>Throws <see cref="ArgumentException"/> for a snapshot whose peer is not an address or whose tag is not one of ours.</summary>
    internal static Dialog From(UserAgent agent, DialogSnapshot snapshot, IDialogUser user)
    {
        if (!NetEndpoint.TryParse(snapshot.Peer, out var peer)) throw new ArgumentException($"Dialog {snapshot.CallId}: peer '{snapshot.Peer}' is not address:port.", nameof(snapshot));
        var tag = Encoding.UTF8.GetBytes(snapshot.LocalTag);
        if (!SipToken.TryRead(tag, out var token)) throw new ArgumentException($"Dialog {snapshot.CallId}: local tag '{snapshot.LocalTag}' is not one of ours.", nameof(snapshot));
        var kind = snapshot.Transport switch { "tls" => SipTransportKind.Tls, "tcp" => SipTransportKind.Tcp, _ => SipTransportKind.Udp };
        var wanted = NetEndpoint.TryParse(snapshot.Local, out var parsed) ? parsed : (NetEndpoint?)null;
        var local = agent.Transports.Choose(kind, peer, wanted) ?? agent.Transports.Choose(kind, peer);
        return new Dialog(agent, token, Bytes(snapshot.CallId), tag, Bytes(snapshot.RemoteTag), Bytes(snapshot.ContactUser), snapshot.IsServer, null)
        {
            State = DialogState.Confirmed,
            LocalUri = Bytes(snapshot.LocalUri),
            RemoteUri = Bytes(snapshot.RemoteUri),
            User = user,
            Peer = new SipTarget(kind, peer, local),
            _remoteTarget = Bytes(snapshot.RemoteTarget),
            _routes = RouteSet.Of(snapshot.RouteSet.Select(Bytes)),
            _localCSeq = snapshot.LocalCSeq,
            _remoteCSeq = snapshot.RemoteCSeq,
        };
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
