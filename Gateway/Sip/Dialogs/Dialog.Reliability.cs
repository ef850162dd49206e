using Telephony.Sip.Messages;
using Telephony.Sip.Reliability;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;

namespace Telephony.Sip.Dialogs;

/// <summary>PRACK, both ways (RFC 3262 3 and 4).</summary>
public sealed partial class Dialog
{
    /// <summary>A reliable provisional response to our INVITE: PRACK leaves at once. False: it is a repetition, or comes out of order, and counts for nothing.</summary>
    internal bool TryAcknowledge(uint invite, uint rseq)
    {
        if (_reliableOrder.Judge(invite, rseq) != RSeqVerdict.Next) return false;
        Send(SipMethod.Prack, PrackUser.Instance, ReliableHeaders.WriteRAck, (rseq, invite));
        return true;
    }

    /// <summary>481 for one that names nothing we wait for (3): an old one, or one of another dialog.</summary>
    private void OnPrack(ServerTransaction transaction, SipMessage request, in SipSource source)
    {
        if (Reliable is not { } reliable || !ReliableHeaders.TryReadRAck(request, out var rseq, out var cseq) || !reliable.TryAcknowledge(rseq, cseq))
        {
            _agent.Reply(transaction, request, source, 481);
            return;
        }
        var prack = new IncomingRequest(_agent, transaction, request, source, this);
        if (_incoming?.User is { } user) user.OnPrack(_incoming, this, prack);
        else prack.Respond(200);
        prack.Keep();
        reliable.Continue();
    }

    /// <summary>What becomes of the PRACK does not matter: the INVITE goes on.</summary>
    private sealed class PrackUser : IResponseUser
    {
        public static readonly PrackUser Instance = new();

        public void OnResponse(OutgoingRequest request, SipMessage response) { }

        public void OnFailed(OutgoingRequest request, RequestFailure failure) { }
    }
}
