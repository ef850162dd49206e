using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;

namespace Telephony.Sip.UserAgents;

/// <summary>
/// An answered INVITE whose dialog is over. Its transaction lives half a minute longer (RFC 6026 7.2), for a repeated 2xx, which gets the same ACK again, and
/// for another fork's late 2xx, which gets ACK and BYE. That takes the ACK, where it goes, and the names: attempts, targets and dialog are let go of.
/// </summary>
public sealed partial class OutgoingInvite : IClientTransactionUser
{
    private SipTarget _ackTarget;
    private ReadOnlyMemory<byte> _remoteTag;

    private bool IsSettled => _attempts is null;

    void IClientTransactionUser.OnResponse(ClientTransaction transaction, SipMessage response, in SipSource source)
    {
        _agent.Layer.Statistics.ResponsesIn++;
        if (response.StatusCode is >= 200 and < 300) OnSuccess(response, source);
    }

    void IClientTransactionUser.OnTimeout(ClientTransaction transaction) { }

    void IClientTransactionUser.OnTransportError(ClientTransaction transaction) { }

    void IClientTransactionUser.OnTerminated(ClientTransaction transaction) => ((IAttemptsOwner)this).OnOver();

    private void Settle()
    {
        Draft = null;
        if (_attempts is not { Current: { } transaction } || Dialog is not { } dialog) return;
        _ackTarget = dialog.NextTarget;
        KeepNames(dialog.RemoteTag.Span);
        _attempts = null;
        Dialog = null;
        if (!Has(Flags.Over)) transaction.HandTo(this);
    }

    /// <summary>In one array: until now they were those of the dialog.</summary>
    private void KeepNames(ReadOnlySpan<byte> remoteTag)
    {
        var names = new byte[CallId.Length + _localTag.Length + remoteTag.Length];
        CallId.CopyTo(names);
        _localTag.CopyTo(names.AsMemory(CallId.Length));
        remoteTag.CopyTo(names.AsSpan(CallId.Length + _localTag.Length));
        (CallId, _localTag, _remoteTag) = (names.AsMemory(0, CallId.Length), names.AsMemory(CallId.Length, _localTag.Length), names.AsMemory(CallId.Length + _localTag.Length));
    }

    private void AcknowledgeAgain()
    {
        if (_ack.IsEmpty) return;
        _agent.Layer.Statistics.RetransmissionsOut++;
        _agent.Layer.TrySend(_ack.Bytes, _ackTarget, Tap, out _);
    }
}
