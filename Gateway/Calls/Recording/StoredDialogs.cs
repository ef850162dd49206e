using Telephony.Calls.Legs;
using Telephony.Domain.Records;
using Telephony.Net.Addresses;
using Telephony.Sip.Dialogs;

namespace Telephony.Calls.Recording;

/// <summary>Between the dialog state of the SIP room and its stored form.</summary>
internal static class StoredDialogs
{
    public static StoredDialog Of(Leg leg, DialogSnapshot snapshot) => new()
    {
        Leg = leg.Id,
        SipCallId = snapshot.CallId,
        LocalTag = snapshot.LocalTag,
        RemoteTag = snapshot.RemoteTag,
        LocalUri = snapshot.LocalUri,
        RemoteUri = snapshot.RemoteUri,
        RemoteTarget = snapshot.RemoteTarget,
        RouteSet = string.Join(", ", snapshot.RouteSet),
        LocalCSeq = snapshot.LocalCSeq,
        RemoteCSeq = snapshot.RemoteCSeq,
        Transport = leg.Tap.Transport.ToWire(),
        Local = NetEndpoint.TryParse(snapshot.Local, out var local) ? local.ToWire() : default,
        Remote = NetEndpoint.TryParse(snapshot.Peer, out var peer) ? peer.ToWire() : default,
    };

    public static DialogSnapshot ToSnapshot(StoredDialog stored) => new()
    {
        CallId = stored.SipCallId.ToString(),
        LocalTag = stored.LocalTag.ToString(),
        RemoteTag = stored.RemoteTag.ToString(),
        LocalUri = stored.LocalUri.ToString(),
        RemoteUri = stored.RemoteUri.ToString(),
        RemoteTarget = stored.RemoteTarget.ToString(),
        RouteSet = stored.RouteSet.IsEmpty ? [] : stored.RouteSet.ToString().Split(", "),
        // Requests sent after it was stored may have used more numbers; a gap is allowed (RFC 3261 12.2.2).
        LocalCSeq = stored.LocalCSeq + 1000,
        RemoteCSeq = stored.RemoteCSeq,
        IsServer = stored.Leg.Ordinal == 1,
        Transport = stored.Transport.ToString().ToLowerInvariant(),
        Peer = stored.Remote.ToString(),
        Local = stored.Local.ToString(),
    };
}
