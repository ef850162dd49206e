using Telephony.Domain.Records;
using Telephony.Net.Addresses;
using Telephony.Sip.Dialogs;

namespace Telephony.Calls.Legs;

/// <summary>What a leg is called in SIP, and where its peer was reached, as its record says it.</summary>
internal readonly record struct LegNames(WireText CallId, WireText LocalTag, WireText RemoteTag, NetEndpoint Remote)
{
    public static LegNames Of(Dialog? dialog) =>
        dialog is null ? default : new LegNames(new WireText(dialog.CallId), new WireText(dialog.LocalTag), new WireText(dialog.RemoteTag), dialog.Peer.Remote);
}
