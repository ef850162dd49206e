using Telephony.Net.Addresses;

namespace Telephony.Rtp.Media;

/// <summary>
/// T.38 over UDPTL (T.38 9.1) on the port that had the sound: datagrams cross as they are, from latched sources only. The first two octets are a sequence
/// number; redundancy, pages and signals are between the two fax machines.
/// </summary>
public sealed partial class MediaLeg
{
    private const int ShortestUdptl = 4;

    /// <summary>Media worker only.</summary>
    internal void OnUdptl(ReadOnlySpan<byte> datagram, in NetEndpoint remote)
    {
        if (_plan is not { IsFax: true } plan) { Refuse(RefusalCause.NoPlan); return; }
        if (datagram.Length < ShortestUdptl) { Refuse(RefusalCause.TooShort); return; }
        if (_traffic.Fax.IsOther(datagram)) { Refuse(RefusalCause.UnknownProtocol); return; }   // the last of the sound, on its way when T.38 began
        var now = _worker.Loop.NowMilliseconds;
        if (!IsPermitted(remote, _traffic.Fax.LatchIdentity, now, plan)) return;
        _heardAt = now;
        _traffic.Fax.OnReceived(datagram);
        if (_far is not { _plan.IsFax: true } far) { Refuse(RefusalCause.NotBridged); return; }
        far.RelayUdptl(datagram);
    }

    private void RelayUdptl(ReadOnlySpan<byte> datagram)
    {
        if (!_sends) { Refuse(RefusalCause.FarNotSending); return; }
        if (_traffic.Destination.IsNone) { Refuse(RefusalCause.NoDestination); return; }
        if (!_rtp.TrySend(datagram, _traffic.Destination)) { Refuse(RefusalCause.SendFailed); return; }
        _worker.Counters.CountRelayed(datagram.Length);
        _traffic.Fax.OnSent();
    }

    private void SwitchProtocol(LegPlan? last, LegPlan plan)
    {
        if ((last?.IsFax ?? false) == plan.IsFax) return;
        if (plan.IsFax) { _traffic.Fax.Begin(); _port.AttachFax(this); }
        else _port.Attach(this);
    }
}
