using System.Text;
using Telephony.Calls.Legs;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Admission;

/// <summary>What a caller's INVITE demands of the session beside media, against what its trunk's policy allows.</summary>
internal static class SessionDemands
{
    /// <summary>False: refuse with this status, these header lines and this sentence.</summary>
    public static bool TryMeet(CallerLeg leg, out int status, out byte[] lines, out string why)
    {
        var (invite, trunk) = (leg.Invite, leg.Trunk);
        (status, lines, why) = (0, [], "");
        if (trunk.Prack == PrackPolicy.Off && invite.DemandsReliable) return Refuse(420, "Unsupported: 100rel\r\n", "The caller demands 100rel, and the trunk's prack is off.", out status, out lines, out why);
        if (trunk.Prack == PrackPolicy.Required && !invite.TakesReliable) return Refuse(421, "Require: 100rel\r\n", "The caller does not offer 100rel, and the trunk's prack is required.", out status, out lines, out why);
        if (trunk.SessionTimer.Mode == SessionTimerMode.Off && leg.Request.Lists(HeaderName.Require, "timer"u8))
            return Refuse(420, "Unsupported: timer\r\n", "The caller demands a session timer, and the trunk's sessionTimer is off.", out status, out lines, out why);
        if (leg.Timer.TryTakeRequest(leg.Request)) return true;
        var buffer = new SipBuffer(32);
        var writer = new SipWriter(buffer);
        leg.Timer.WriteMinimum(ref writer);
        return Refuse(422, Encoding.ASCII.GetString(writer.Written), "The caller's session timer is shorter than the trunk's minSe.", out status, out lines, out why);
    }

    private static bool Refuse(int code, string headers, string sentence, out int status, out byte[] lines, out string why)
    {
        (status, lines, why) = (code, Encoding.ASCII.GetBytes(headers), sentence);
        return false;
    }
}
