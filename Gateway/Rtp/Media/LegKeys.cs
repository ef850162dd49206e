using Telephony.Rtp.Srtp;

namespace Telephony.Rtp.Media;

/// <summary>The keys of a leg made ready for the packet path; both or none.</summary>
internal readonly record struct LegKeys(SrtpCipher? Sealing, SrtpKeyRing? Opening);

/// <summary>Derives keys when an agreement brings new ones, and hands out the same ones as long as it does not. The call's loop only.</summary>
internal struct LegKeySource
{
    private SrtpAgreement? _last;
    private LegKeys _keys;

    /// <summary>A plain plan between two protected ones changes nothing: a key goes on where it was.</summary>
    public LegKeys For(SrtpAgreement? agreement)
    {
        if (agreement is null) return default;
        if (_last is null || !_last.SameLocal(agreement)) _keys = _keys with { Sealing = SrtpCipher.Create(agreement.Suite, agreement.Local.KeyAndSalt) };
        if (_last is null || !_last.SameRemote(agreement)) _keys = _keys with { Opening = new SrtpKeyRing(agreement.Suite, agreement.Remote) };
        _last = agreement;
        return _keys;
    }
}
