using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;

namespace Telephony.Sip.Dialogs;

/// <summary>Where requests in the dialog go (RFC 3261 12.2.1.1, 18.1.1, DR-6).</summary>
public sealed partial class Dialog
{
    private SipTarget? _target;

    /// <summary>Without a route set, requests go where the other side was last heard from, whatever its Contact says: a NAT lies between (DR-41).</summary>
    public bool KeepsFlow { get; set; }

    /// <summary>Of requests in the dialog; the INVITE that made it had a policy of its own.</summary>
    public LargeRequestPolicy LargeRequests { get; set; }

    /// <summary>Where the other side reaches us: what our Contact names. Null: no listener is left for it.</summary>
    public ListenPoint? Local => _agent.LocalFor(KnownTarget() ?? Peer);

    /// <summary>What the other side must prove when a connection to it has to be made anew, and what we show it.</summary>
    public void Secure(TlsProfile? profile)
    {
        Peer = Peer with { TlsServerName = profile?.Name ?? Peer.TlsServerName, Profile = profile };
        _target = null;
    }

    /// <summary>URI of the first proxy, else the remote target.</summary>
    private ReadOnlySpan<byte> NextHop => _routes.IsEmpty ? _remoteTarget.Span : _routes.NextHop;

    /// <summary>
    /// The open connection the dialog lives on; else the next hop when it is an address. Null when it is a name. Kept until the target is refreshed.
    /// </summary>
    private SipTarget? KnownTarget()
    {
        if (Peer.ConnectionId != 0 && _agent.Transports.IsUsable(Peer.ConnectionId)) return Peer;
        if (KeepsFlow && _routes.IsEmpty && Peer.Kind == SipTransportKind.Udp) return Peer;
        if (_target is { } known) return known;
        if (!SipUriView.TryParse(NextHop, out var uri)) return Peer;
        if (!_agent.TryNumericTarget(uri, Peer.Kind, Peer.Local, out var target)) return null;
        _target = target with { TlsServerName = Peer.TlsServerName, Profile = Peer.Profile };
        return _target;
    }
}
