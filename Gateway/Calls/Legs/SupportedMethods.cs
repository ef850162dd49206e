using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;

namespace Telephony.Calls.Legs;

/// <summary>What this gateway can do, as its Allow, Supported and Accept say.</summary>
internal static class SupportedMethods
{
    private static readonly SipMethod[] Methods =
        [SipMethod.Invite, SipMethod.Ack, SipMethod.Cancel, SipMethod.Bye, SipMethod.Options, SipMethod.Update, SipMethod.Info, SipMethod.Prack, SipMethod.Register, SipMethod.Refer, SipMethod.Notify, SipMethod.Subscribe];

    private static readonly string[] Extensions = ["100rel", "timer", "replaces", "norefersub"];

    private static readonly string[] ContentTypes = ["application/sdp", "multipart/mixed", "multipart/alternative", "application/dtmf-relay", "application/dtmf", "message/sipfrag"];

    public static SipCapabilities Capabilities { get; } = new(Methods, Extensions, ContentTypes);

    /// <summary>Where trunks may send text messages.</summary>
    public static SipCapabilities WithMessages { get; } = new([.. Methods, SipMethod.Message], Extensions, [.. ContentTypes, "text/plain"]);
}
