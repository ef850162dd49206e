using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;

namespace Telephony.Sip.UserAgents;

/// <summary>
/// An answered INVITE whose dialog is over: its transaction goes on as a value (<see cref="LingeringTransaction"/>), and this object with all that it refers to is let
/// go of. Should another fork answer then, it is made anew for as long as that one's BYE takes.
/// </summary>
public sealed partial class OutgoingInvite
{
    private SipTarget _ackTarget;

    /// <summary>A late 2xx of another fork: ACK and BYE (RFC 3261 13.2.2.4).</summary>
    internal static void RefuseLate(UserAgent agent, UInt128 key, SipMessage response, in SipSource source)
    {
        agent.Layer.Lingering.ReadAnswered(key, out var ack, out var target, out var digest, out var tap);
        if (!SipToken.TryRead(ack.FromTag, out var token)) return;   // we wrote it
        var invite = new OutgoingInvite(agent, NoUser.Instance, token, ack.FromTag.ToArray(), ack.CallId.ToArray(), null, null, digest, tap)
        {
            _attempts = null,
            _ackTarget = target,
            _cseq = ack.CSeqNumber,
            _flags = Flags.Answered | Flags.Over,
        };
        invite.OnSuccess(response, source);
    }

    private void Settle()
    {
        Draft = null;
        if (_attempts is not { Current: { } transaction } || Dialog is not { } dialog || _ack.IsEmpty) return;
        _ackTarget = dialog.NextTarget;
        var ack = _ack;
        _ack = default;
        EndEarlyDialogs(except: dialog);
        transaction.Settle(ack, _ackTarget, Digest is { HasChallenge: true } ? Digest : null);
        _attempts = null;
        Dialog = null;
    }
}
