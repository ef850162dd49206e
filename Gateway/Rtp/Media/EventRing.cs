using System.Runtime.CompilerServices;

namespace Telephony.Rtp.Media;

internal enum MediaEventKind : byte
{
    Timeout = 1,
    Digit,
    PlayEnded,
    FirstPacket,
    Closed,
    FaxTone,
    DigitBegins,
    PacketTime,
}

/// <summary>One event of a leg in 32 bits.</summary>
internal readonly record struct MediaEvent(MediaEventKind Kind, byte Digit = 0, ushort Milliseconds = 0)
{
    public uint Packed => ((uint)Kind << 24) | ((uint)Digit << 16) | Milliseconds;

    public static MediaEvent Unpack(uint packed) => new((MediaEventKind)(packed >> 24), (byte)(packed >> 16), (ushort)packed);
}

/// <summary>Events on their way from the media thread (one writer) to the call's loop (one reader): fixed places, nothing allocated.</summary>
internal struct EventRing
{
    private const int Places = 16;

    [InlineArray(Places)]
    private struct Buffer
    {
        private uint _first;
    }

    private Buffer _events;
    private int _written;
    private int _read;

    /// <summary>False when the reader is sixteen events behind: the event is lost.</summary>
    public bool TryWrite(MediaEvent item)
    {
        if (_written - Volatile.Read(ref _read) == Places) return false;
        _events[_written & (Places - 1)] = item.Packed;
        Volatile.Write(ref _written, _written + 1);
        return true;
    }

    public bool TryRead(out MediaEvent item)
    {
        item = default;
        if (_read == Volatile.Read(ref _written)) return false;
        item = MediaEvent.Unpack(_events[_read & (Places - 1)]);
        Volatile.Write(ref _read, _read + 1);
        return true;
    }
}
