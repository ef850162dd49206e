using Telephony.Calls.Shards;
using Telephony.Net.Loops;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Registration;

/// <summary>
/// Keep-alives on the flow of one registration (RFC 5626 4.4): line ends on a connection, STUN over UDP where the registrar has agreed to flows, else line ends
/// that only hold the NAT's binding open. Silence for 10 s after a ping that must be answered loses the flow. Loop thread only.
/// </summary>
internal sealed class FlowKeepAlive
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UsualDatagram = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan UsualStream = TimeSpan.FromSeconds(110);

    private readonly CallShard _shard;
    private readonly OutboundRegistration _owner;
    private readonly LoopTimer _next;
    private readonly LoopTimer _silence;
    private SipTarget _flow;
    private long _pingedMs;
    private ulong _stun;

    public FlowKeepAlive(CallShard shard, OutboundRegistration owner)
    {
        (_shard, _owner) = (shard, owner);
        _next = new LoopTimer(static self => ((FlowKeepAlive)self!).Ping(), this);
        _silence = new LoopTimer(static self => ((FlowKeepAlive)self!).OnSilence(), this);
    }

    public void Start(in SipTarget flow)
    {
        _flow = flow;
        _shard.Loop.Timers.Cancel(_silence);
        ArmNext();
    }

    public void Stop()
    {
        _shard.Loop.Timers.Cancel(_next);
        _shard.Loop.Timers.Cancel(_silence);
        _stun = 0;
    }

    public void OnStunAnswer(ulong id)
    {
        if (_stun == 0 || id != _stun) return;
        _stun = 0;
        _shard.Loop.Timers.Cancel(_silence);
    }

    /// <summary>Spread over the last fifth of the time, so that a restart does not make all flows ping together (RFC 5626 4.4.1).</summary>
    private void ArmNext()
    {
        var longest = _owner.Settings.KeepAlive ?? _owner.FlowTimer ?? (_flow.Kind == SipTransportKind.Udp ? UsualDatagram : UsualStream);
        if (longest > TimeSpan.Zero) _shard.Loop.Timers.Arm(_next, longest * (0.8 + (0.2 * _shard.Random.NextDouble())));
    }

    private void Ping()
    {
        ArmNext();
        var transports = _shard.UserAgent.Transports;
        _pingedMs = _shard.Loop.NowMilliseconds;
        if (_flow.Kind != SipTransportKind.Udp)
        {
            if (transports.SendLineEnds(_flow)) _shard.Loop.Timers.Arm(_silence, AnswerTime);
            else _owner.OnFlowLost();
        }
        else if (_owner.FlowIsOutbound)
        {
            _stun = BitConverter.ToUInt64(_shard.RandomBytes(8)) | 1;
            if (transports.SendStun(_flow, _stun)) _shard.Loop.Timers.Arm(_silence, AnswerTime);
        }
        else
        {
            transports.SendLineEnds(_flow with { ConnectionId = 0 });
        }
    }

    private void OnSilence()
    {
        var transports = _shard.UserAgent.Transports;
        if (_flow.Kind != SipTransportKind.Udp)
        {
            if (transports.LastHeard(_flow.ConnectionId) >= _pingedMs) return;
            transports.Drop(_flow.ConnectionId);
        }
        _owner.OnFlowLost();
    }
}
