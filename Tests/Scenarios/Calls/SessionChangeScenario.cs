using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>A call whose session changes.</summary>
public abstract class SessionChangeScenario : Scenario
{
    /// <summary>A re-INVITE from one side through to the other, answered and acknowledged.</summary>
    protected static (PeerMessage Invite, PeerMessage Answer) Change(Party who, Party other, string offer, string answer)
    {
        who.Sends("INVITE", offer);
        var invite = other.Receives("INVITE");
        other.Answers(invite, 200, answer);
        other.Receives("ACK");
        var told = who.Receives("200 INVITE");
        who.Acks(told);
        return (invite, told);
    }
}
