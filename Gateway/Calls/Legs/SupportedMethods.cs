using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;

namespace Telephony.Calls.Legs;

/// <summary>What this gateway can do, as its Allow, Supported and Accept say.</summary>
internal static class SupportedMethods
{
    public static SipCapabilities Capabilities { get; } = new(
        [SipMethod.Invite, SipMethod.Ack, SipMethod.Cancel, SipMethod.Bye, SipMethod.Options, SipMethod.Update, SipMethod.Info, SipMethod.Prack, SipMethod.Register, SipMethod.Refer, SipMethod.Notify, SipMethod.Subscribe],
        ["100rel", "timer", "replaces", "norefersub"],
        ["application/sdp", "multipart/mixed", "multipart/alternative", "application/dtmf-relay", "application/dtmf", "message/sipfrag"]);
}
