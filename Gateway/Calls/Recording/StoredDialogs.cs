using Telephony.Calls.Legs;
using Telephony.Domain.Records;
using Telephony.Sip.Dialogs;

namespace Telephony.Calls.Recording;

/// <summary>Between the dialog state of the SIP room and its stored form.</summary>
internal static class StoredDialogs
{
    /// <summary>Refers to the dialog's own bytes, which do not change.</summary>
    public static StoredDialog Of(Leg leg, Dialog dialog) => new()
    {
        Leg = leg.Id,
        SipCallId = new WireText(dialog.CallId),
        LocalTag = new WireText(dialog.LocalTag),
        RemoteTag = new WireText(dialog.RemoteTag),
        LocalUri = new WireText(dialog.LocalUri),
        RemoteUri = new WireText(dialog.RemoteUri),
        RemoteTarget = new WireText(dialog.RemoteTarget),
        RouteSet = new WireText(dialog.RouteValues),
        LocalCSeq = dialog.LocalSequence,
        RemoteCSeq = dialog.RemoteSequence,
        Transport = leg.Tap.Transport.ToWire(),
        Local = dialog.Peer.Local?.Local.ToWire() ?? default,
        Remote = dialog.Peer.Remote.ToWire(),
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
