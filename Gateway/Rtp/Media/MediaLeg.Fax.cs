using Telephony.Net.Addresses;
using Telephony.Rtp.Quality;

namespace Telephony.Rtp.Media;

/// <summary>
/// T.38 over UDPTL (T.38 9.1) on the port that had the sound: datagrams cross as they are, from latched sources only. The first two octets are a sequence
/// number; redundancy, pages and signals are between the two fax machines.
/// </summary>
public sealed partial class MediaLeg
{
    private const int ShortestUdptl = 4;

    private FaxStatistics _fax;

    /// <summary>Media worker only.</summary>
    internal void OnUdptl(ReadOnlySpan<byte> datagram, in NetEndpoint remote)
    {
        if (_plan is not { IsFax: true } plan) { Refuse(RefusalCause.NoPlan); return; }
        if (datagram.Length < ShortestUdptl) { Refuse(RefusalCause.TooShort); return; }
        if (_fax.IsOther(datagram)) { Refuse(RefusalCause.UnknownProtocol); return; }   // the last of the sound, on its way when T.38 began
        var now = _worker.Loop.NowMilliseconds;
        if (!IsPermitted(remote, _fax.LatchIdentity, now, plan)) return;
        _heardAt = now;
        _fax.OnReceived(datagram);
        if (_far is not { _plan.IsFax: true } far) { Refuse(RefusalCause.NotBridged); return; }
        far.RelayUdptl(datagram);
    }

    private void RelayUdptl(ReadOnlySpan<byte> datagram)
    {
        if (!_sends) { Refuse(RefusalCause.FarNotSending); return; }
        if (_destination.IsNone) { Refuse(RefusalCause.NoDestination); return; }
        if (!_rtp.TrySend(datagram, _destination)) { Refuse(RefusalCause.SendFailed); return; }
        _worker.Counters.CountRelayed(datagram.Length);
        _fax.OnSent();
    }

    private void SwitchProtocol(LegPlan? last, LegPlan plan)
    {
        if ((last?.IsFax ?? false) == plan.IsFax) return;
        if (plan.IsFax) { _fax.Begin(); _port.AttachFax(this); }
        else _port.Attach(this);
    }
}
