using Telephony.Net.Addresses;

namespace Telephony.Rtp.Latching;

/// <summary>What the latch says of one packet's source.</summary>
public enum LatchVerdict : byte
{
    /// <summary>The latched address sends on.</summary>
    Accepted,

    /// <summary>The source is latched from this packet on.</summary>
    Latched,

    /// <summary>Nothing is latched yet and this address is not on the list.</summary>
    NotPermitted,

    /// <summary>Another address is latched and alive.</summary>
    ThirdParty,
}

/// <summary>Who may send: what was signalled and what the trunk's list says. Immutable.</summary>
/// <param name="Signalled">Address and port of the peer's session description.</param>
/// <param name="Allowed">The trunk's own addresses; empty means any may latch first.</param>
internal readonly record struct LatchPolicy(NetEndpoint Signalled, AddressRange[] Allowed)
{
    public bool IsListed(in NetEndpoint remote)
    {
        foreach (ref readonly var range in Allowed.AsSpan())
        {
            if (range.Contains(remote)) return true;
        }
        return false;
    }
}

/// <summary>
/// Symmetric RTP latch (RFC 4961) that a third address cannot take over.
/// <code>
///  source of the packet      nothing latched      latched, alive          latched, silent for a while
///  the latched address       -                    accept                  accept (a new SSRC too)
///  the signalled address     latch                latch                   latch
///  on the trunk's list       latch                refuse                  latch
///  same host and SSRC        latch if list empty  refuse                  latch (its NAT moved the port)
///  anybody else              latch if list empty  refuse                  refuse
/// </code>
/// Media thread only.
/// </summary>
internal struct SourceLatch
{
    private NetEndpoint _source;
    private NetEndpoint _barred;
    private uint _ssrc;
    private long _lastAt;
    private long _barredUntil;

    /// <summary>The latched address, or none.</summary>
    public readonly NetEndpoint Source => _source;

    public readonly bool IsSet => !_source.IsNone;

    public LatchVerdict Judge(in NetEndpoint remote, uint ssrc, long now, in LatchPolicy policy, long silenceMilliseconds)
    {
        if (remote.Port == _source.Port && remote.Address == _source.Address && remote.ScopeId == _source.ScopeId)
        {
            _lastAt = now;
            _ssrc = ssrc;
            return LatchVerdict.Accepted;
        }
        return JudgeStranger(remote, ssrc, now, policy, silenceMilliseconds);
    }

    /// <summary>The source is forgotten: the peer described another address.</summary>
    /// <param name="barredUntil">
    /// When another peer answers now (another early dialog won), the old one may not latch again before this time, for it sends on until its
    /// CANCEL reaches it; 0 lets it.
    /// </param>
    public void Release(long barredUntil)
    {
        if (IsSet && barredUntil > 0) (_barred, _barredUntil) = (_source, barredUntil);
        _source = default;
        _ssrc = 0;
    }

    private LatchVerdict JudgeStranger(in NetEndpoint remote, uint ssrc, long now, in LatchPolicy policy, long silenceMilliseconds)
    {
        var signalled = remote == policy.Signalled;
        if (!IsSet)
        {
            if (!signalled && !MayLatchFirst(remote, now, policy)) return LatchVerdict.NotPermitted;
        }
        else if (!signalled)
        {
            if (now - _lastAt < silenceMilliseconds || !MayTakeOver(remote, ssrc, now, policy)) return LatchVerdict.ThirdParty;
        }
        _source = remote;
        _ssrc = ssrc;
        _lastAt = now;
        return LatchVerdict.Latched;
    }

    private readonly bool MayLatchFirst(in NetEndpoint remote, long now, in LatchPolicy policy) =>
        !IsBarred(remote, now) && (policy.Allowed.Length == 0 || remote.SameAddress(policy.Signalled) || policy.IsListed(remote));

    private readonly bool MayTakeOver(in NetEndpoint remote, uint ssrc, long now, in LatchPolicy policy) =>
        !IsBarred(remote, now)
        && (remote.SameAddress(policy.Signalled) || policy.IsListed(remote) || (ssrc == _ssrc && remote.SameAddress(_source)));

    private readonly bool IsBarred(in NetEndpoint remote, long now) => now < _barredUntil && remote == _barred;
}
