using Telephony.Net.Loops;
using Telephony.Sip.Authentication;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;

namespace Telephony.Sip.Transactions;

/// <summary>What a response was to a lingering transaction.</summary>
internal enum Absorption : byte
{
    /// <summary>It belongs to none.</summary>
    Unknown,
    Absorbed,

    /// <summary>Another fork has answered an INVITE whose call is over (RFC 3261 13.2.2.4): it wants ACK and BYE.</summary>
    AnotherAnswer,
}

/// <summary>
/// Shell around the four machines for transactions whose users have what they wanted: answered, acknowledged, and only waiting for repetitions to end
/// (Timers D, I, J, K, L, M). They are values in tables, by the same keys as those that are objects.
/// </summary>
internal sealed class LingeringTransactions : WheelEntry
{
    private readonly TransactionLayer _layer;
    private readonly LingerTable _servers;
    private readonly LingerTable _clients;
    private readonly TapTable _taps = new();
    private readonly SipMessage _ack = new();
    private long _armedFor;

    public LingeringTransactions(TransactionLayer layer)
    {
        _layer = layer;
        var step = Math.Max(1, layer.Times.Timeout / 1000);
        (_servers, _clients) = (new LingerTable(step), new LingerTable(step));
    }

    public int Count => _servers.Count + _clients.Count;

    public void KeepServer(in LingeringTransaction transaction, ISipTap? tap, int milliseconds) => Keep(_servers, transaction, tap, milliseconds);

    public void KeepClient(in LingeringTransaction transaction, ISipTap? tap, int milliseconds) => Keep(_clients, transaction, tap, milliseconds);

    public void Forget(ISipTap tap) => _taps.Forget(tap);

    /// <summary>A repeated request, or an ACK for the INVITE of that key. False: it belongs to none.</summary>
    public bool TryAbsorb(UInt128 key, SipMessage request, in SipSource source)
    {
        var number = _servers.Find(key);
        if (number == 0) return false;
        ref var transaction = ref _servers[number];
        TapOf(transaction)?.OnMessage(outgoing: false, request.Raw, source.Local.Local, source.Remote);
        var isAck = request.Method == SipMethod.Ack;
        if (!isAck) _layer.Statistics.RetransmissionsIn++;
        var trigger = isAck ? TransactionTrigger.Ack : TransactionTrigger.Request;
        var step = transaction.Method == SipMethod.Invite ? InviteServerMachine.On(transaction.State, trigger) : NonInviteServerMachine.On(transaction.State, trigger);
        if ((step.Effects & TransactionEffects.Retransmit) == 0 || transaction.Message.IsEmpty) return true;
        _layer.Statistics.RetransmissionsOut++;
        Send(transaction);
        return true;
    }

    /// <summary>The INVITE that a CANCEL names.</summary>
    public bool TryFindInvite(UInt128 key, out SipToken localTag, out ISipTap? tap)
    {
        var number = _servers.Find(key);
        var found = number != 0 && _servers[number].Method == SipMethod.Invite;
        (localTag, tap) = found ? (_servers[number].LocalTag, TapOf(_servers[number])) : default;
        return found;
    }

    public Absorption Absorb(UInt128 key, SipMessage response, in SipSource source)
    {
        var number = _clients.Find(key);
        if (number == 0 || response.CSeqMethod != _clients[number].Method) return Absorption.Unknown;
        ref var transaction = ref _clients[number];
        TapOf(transaction)?.OnMessage(outgoing: false, response.Raw, source.Local.Local, source.Remote);
        var trigger = ClientTransaction.TriggerOf(response);
        var step = transaction.Method == SipMethod.Invite ? InviteClientMachine.On(transaction.State, trigger) : NonInviteClientMachine.On(transaction.State, trigger);
        if ((step.Effects & TransactionEffects.PassUp) != 0) return OnSuccess(transaction, response);
        if ((step.Effects & TransactionEffects.SendAck) != 0) Send(transaction);
        return Absorption.Absorbed;
    }

    /// <summary>What is known of the INVITE that another fork has answered: the names stand in its ACK.</summary>
    /// <param name="ack">Valid until the next message.</param>
    public void ReadAnswered(UInt128 key, out SipMessage ack, out SipTarget target, out DigestClient? digest, out ISipTap? tap)
    {
        ref var transaction = ref _clients[_clients.Find(key)];
        (ack, target, digest, tap) = (_ack, transaction.Target, transaction.Digest, TapOf(transaction));
    }

    protected override void OnDue()
    {
        var now = _layer.Now;
        while (_servers.TryTakeDue(now, out var server))
        {
            _layer.StopMerging(server.MergeKey, server.Key);
            LetGo(ref server);
        }
        while (_clients.TryTakeDue(now, out var client)) LetGo(ref client);
        _layer.OnCounted();
        Arm();
    }

    private void Keep(LingerTable table, LingeringTransaction transaction, ISipTap? tap, int milliseconds)
    {
        transaction.Tap = _taps.Hold(tap);
        table.Add(transaction, _layer.Now, milliseconds);
        _layer.OnCounted();
        if (!IsArmed || _layer.Now + milliseconds < _armedFor) Arm();
    }

    private void Arm()
    {
        var (server, client) = (_servers.NextDueMs(), _clients.NextDueMs());
        _armedFor = server < 0 ? client : client < 0 ? server : Math.Min(server, client);
        if (_armedFor >= 0) _layer.Timers.ArmAt(this, _armedFor);
    }

    /// <summary>The 2xx of the dialog that was made is repeated: so is its ACK.</summary>
    private Absorption OnSuccess(in LingeringTransaction transaction, SipMessage response)
    {
        _layer.Statistics.ResponsesIn++;
        if (!SipParser.TryParseDatagram(_layer.Store.Read(transaction.Message), _ack, out _)) return Absorption.Absorbed;
        if (!_ack.ToTag.SequenceEqual(response.ToTag)) return Absorption.AnotherAnswer;
        _layer.Statistics.RetransmissionsOut++;
        Send(transaction);
        return Absorption.Absorbed;
    }

    private void Send(in LingeringTransaction transaction)
    {
        if (!transaction.Message.IsEmpty) _layer.TrySend(_layer.Store.Read(transaction.Message), transaction.Target, TapOf(transaction), out _);
    }

    private ISipTap? TapOf(in LingeringTransaction transaction) => _taps.Find(transaction.Tap);

    private void LetGo(ref LingeringTransaction transaction)
    {
        _layer.Store.Release(ref transaction.Message);
        _taps.Release(transaction.Tap);
    }
}
