using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;

namespace Telephony.Sip.UserAgents;

/// <summary>
/// An answered INVITE of which nobody wants to hear any more: its 2xx was acknowledged, or its dialog is over. Its transaction goes on as a value
/// (<see cref="LingeringTransaction"/>), and attempts, targets and dialog are let go of. Should another fork answer then, it is made anew for as long as that one's
/// BYE takes.
/// </summary>
public sealed partial class OutgoingInvite
{
    private SipTarget _lastTarget;

    /// <summary>A late 2xx of another fork: ACK and BYE (RFC 3261 13.2.2.4).</summary>
    internal static void RefuseLate(UserAgent agent, UInt128 key, SipMessage response, in SipSource source)
    {
        agent.Layer.Lingering.ReadAnswered(key, out var ack, out var target, out var digest, out var tap);
        if (!SipToken.TryRead(ack.FromTag, out var token)) return;   // we wrote it
        var invite = new OutgoingInvite(agent, NoUser.Instance, token, ack.FromTag.ToArray(), ack.CallId.ToArray(), null, null, digest, tap)
        {
            _attempts = null,
            _lastTarget = target,
            _cseq = ack.CSeqNumber,
            _flags = Flags.Answered | Flags.Over,
        };
        invite.OnSuccess(response, source);
    }

    private void Settle()
    {
        Draft = null;
        if (_attempts is not { Current: { } transaction } || Dialog is not { } dialog || _ack.IsEmpty) return;
        _lastTarget = _attempts.Target;
        var ack = _ack;
        _ack = default;
        EndEarlyDialogs(except: dialog);
        transaction.Settle(ack, dialog.NextTarget, Digest is { HasChallenge: true } ? Digest : null);
        _attempts = null;
        Dialog = null;
    }
}
