using Telephony.Rtp.Events;

namespace Telephony.Rtp.Conversion;

/// <summary>
/// What stands between a leg that receives and the leg that hears it, where packets cannot cross as they are: another codec, or digits in another form. One
/// direction, one owner, media worker only.
/// </summary>
public interface IStreamConverter : IStreamMaker
{
    /// <summary>Packets cross as they are, and are only listened to: for digits in the sound. The leg need not be bridged.</summary>
    bool OnlyListens { get; }

    /// <summary>The sound ends here: nothing crosses, and the leg need not be bridged.</summary>
    bool EndsHere => false;

    /// <summary>Digits that come in another form become sound here.</summary>
    bool MakesTones { get; }

    /// <summary>A packet of the leg's peer, in the order of arrival; latched and counted, of an agreed payload type.</summary>
    /// <param name="payload">Of sound, or of a telephone-event. Valid during the call.</param>
    void OnPacket(in ReceivedPacket packet, ReadOnlySpan<byte> payload);

    /// <summary>The peer has pressed a key, in whatever form. True when it becomes sound here; else it leaves as telephone-event, if the other side has agreed on that.</summary>
    bool TryMakeTone(DtmfDigit digit, TimeSpan duration);
}

/// <summary>What a converter has to know of a packet.</summary>
/// <param name="ClockHz">Of the payload type.</param>
/// <param name="IsEvent">A telephone-event (RFC 4733) in place of sound.</param>
/// <param name="ArrivedAt">Milliseconds of the worker's clock.</param>
public readonly record struct ReceivedPacket(byte PayloadType, int ClockHz, bool IsEvent, bool Marker, ushort Sequence, uint Timestamp, uint Ssrc, long ArrivedAt);
