using Telephony.Rtp.Srtp;

namespace Telephony.Rtp.Media;

/// <summary>
/// SRTP at the leg's edge (RFC 3711): opened before anything looks at a packet, protected behind everything that writes one. Relay, playback, digits and
/// statistics see plain packets, so each leg is protected or not whatever the other one is. What is not authentic comes no further than here: it latches
/// nothing and is no sign of life.
/// </summary>
public sealed partial class MediaLeg
{
    private LegKeySource _keys;     // it changes in place

    // Kept while the plan is plain for a time: a key never counts from its beginning again.
    private SrtpSender? _sender;
    private SrtpReceiver? _receiver;
    private SrtpCipher? _sealingKey;
    private SrtpKeyRing? _openingKeys;
    private bool _isProtected;

    private void Protect(LegPlan? last, LegPlan plan)
    {
        var keys = plan.Keys;
        _isProtected = keys.Sealing is not null;
        if (keys.Sealing is null || keys.Opening is null) return;
        if (!ReferenceEquals(keys.Sealing, _sealingKey)) _sender = new SrtpSender(keys.Sealing, _sender);
        var sameParty = last is null || last.RemoteParty == plan.RemoteParty;
        if (!ReferenceEquals(keys.Opening, _openingKeys) || !sameParty)
        {
            _receiver = _receiver is { } before && sameParty ? new SrtpReceiver(keys.Opening, before) : new SrtpReceiver(keys.Opening);
        }
        (_sealingKey, _openingKeys) = (keys.Sealing, keys.Opening);
    }

    private bool TryOpen(ref Span<byte> datagram)
    {
        var verdict = _receiver!.OpenRtp(datagram, out var length);     // there is one while the plan is protected
        if (verdict != SrtpVerdict.Done) { Refuse(CauseOf(verdict)); return false; }
        datagram = datagram[..length];
        return true;
    }

    private bool TryOpenRtcp(ref Span<byte> datagram)
    {
        var verdict = _receiver!.OpenRtcp(datagram, out var length);    // as above
        if (verdict != SrtpVerdict.Done) { Refuse(CauseOf(verdict)); return false; }
        datagram = datagram[..length];
        return true;
    }

    /// <summary>Puts the protected packet into the worker's buffer: what comes in has no room behind it.</summary>
    private bool TrySeal(ref ReadOnlySpan<byte> datagram)
    {
        var buffer = _worker.Sealed;
        var length = datagram.Length;
        if (length + SrtpSender.MostBytes > buffer.Length) { Refuse(RefusalCause.SendFailed); return false; }
        datagram.CopyTo(buffer);
        var verdict = _sender!.ProtectRtp(buffer, ref length);          // as above
        if (verdict != SrtpVerdict.Done) { Refuse(verdict == SrtpVerdict.Replayed ? RefusalCause.RepeatedNumber : CauseOf(verdict)); return false; }
        datagram = buffer.AsSpan(0, length);
        return true;
    }

    private bool TrySealRtcp(Span<byte> buffer, ref int length)
    {
        if (!_isProtected) return true;
        var verdict = _sender!.ProtectRtcp(buffer, ref length);         // as above
        if (verdict == SrtpVerdict.Done) return true;
        Refuse(CauseOf(verdict));
        return false;
    }

    private static RefusalCause CauseOf(SrtpVerdict verdict) => verdict switch
    {
        SrtpVerdict.NotAuthentic => RefusalCause.NotAuthentic,
        SrtpVerdict.Replayed => RefusalCause.Replayed,
        SrtpVerdict.KeyExhausted => RefusalCause.KeyExhausted,
        _ => RefusalCause.TooShort,
    };
}
