using Telephony.Net.Addresses;
using Telephony.Rtp.Events;
using Telephony.Rtp.Latching;
using Telephony.Rtp.Packets;
using Telephony.Rtp.Payloads;
using Telephony.Rtp.Quality;

namespace Telephony.Rtp.Media;

/// <summary>From the socket to the far leg: checks, latch, statistics, digits in passing.</summary>
public sealed partial class MediaLeg
{
    private LegPlan? _plan;
    private MediaLeg? _far;

    private LegTraffic _traffic = LegTraffic.Nobody;
    private PacketPath _path;
    private AudioCodec _codec;
    private long _refused;
    private long _heardAt;

    /// <summary>Media worker only.</summary>
    internal void OnRtp(Span<byte> datagram, in NetEndpoint remote)
    {
        if (_isProtected && !TryOpen(ref datagram)) return;
        if (!RtpHeader.TryRead(datagram, out var header, out var fault))
        {
            Refuse(fault == RtpFault.TooShort ? RefusalCause.TooShort : RefusalCause.BadHeader);
            return;
        }
        if (_plan is not { } plan) { Refuse(RefusalCause.NoPlan); return; }
        var now = _worker.Loop.NowMilliseconds;
        if (header.PayloadType != _path.PayloadType && !TryPath(header.PayloadType, plan))
        {
            if (remote == _traffic.Latch.Source)
            {
                _heardAt = now;    // no part of the call, but a sign of life: comfort noise that nobody agreed on
                if (_isProtected) _receiver!.NoteRtp();
            }
            Refuse(RefusalCause.UnknownPayload);
            return;
        }
        if (!IsPermitted(remote, header.Ssrc, now, plan)) return;
        if (_isProtected) _receiver!.NoteRtp();     // opened above

        ref readonly var format = ref _path.Format;
        Note(datagram, header, format, now);
        if (!_path.Receives) { Refuse(RefusalCause.NotReceiving); return; }
        if (_source == AudioSource.Echo) { SendBack(datagram, header, format, now); return; }
        if (_path.Diverts) { Divert(datagram, header, format, now); return; }
        if (_far is null) { Refuse(RefusalCause.NotBridged); return; }
        _far.Relay(datagram, header, _path.FarType, format, now);
    }

    internal void Refuse(RefusalCause cause)
    {
        _refused++;
        _worker.Counters.Refuse(cause);
    }

    private bool TryPath(byte payloadType, LegPlan plan)
    {
        var place = plan.PlaceOf(payloadType);
        if (place < 0) return false;
        ref readonly var format = ref plan.Formats[place];
        var farType = _far?._plan?.TypeFor(format) ?? PacketPath.Nothing;
        _path = new PacketPath { PayloadType = payloadType, FarType = farType, Diverts = _converter is not null || farType == PacketPath.Nothing, Receives = plan.Receives, Format = format };
        return true;
    }

    private void ForgetPath() => _path.PayloadType = PacketPath.Nothing;

    private bool IsPermitted(in NetEndpoint remote, uint ssrc, long now, LegPlan plan)
    {
        switch (_traffic.Latch.Judge(remote, ssrc, now, in plan.Policy, _worker.TakeOverMilliseconds))
        {
            case LatchVerdict.Accepted: return true;
            case LatchVerdict.Latched: Redirect(); return true;
            case LatchVerdict.NotPermitted: Refuse(RefusalCause.NotPermitted); return false;
            default: Refuse(RefusalCause.ThirdParty); return false;
        }
    }

    /// <summary>Symmetric RTP (RFC 4961): what sends to us is where we send to; until then, what was signalled.</summary>
    private void Redirect() => _traffic.Destination = _traffic.Latch.IsSet ? _traffic.Latch.Source : _plan?.RemoteRtp ?? default;

    private void Note(ReadOnlySpan<byte> datagram, in RtpHeader header, in PayloadFormat format, long now)
    {
        _heardAt = now;
        if (!_traffic.Received.IsStarted) Tell(new MediaEvent(MediaEventKind.FirstPacket));
        else if (header.Ssrc != _traffic.Received.Ssrc) _traffic.Digits.Reset();
        var isAudio = format.Kind == PayloadKind.Audio;
        if (isAudio) _codec = format.Codec;
        _traffic.Received.OnPacket(header, datagram.Length - header.HeaderBytes - header.PaddingBytes, format.ClockHz, isAudio, now);
        if (format.Kind == PayloadKind.TelephoneEvent) NoteDigit(datagram, header, format.ClockHz, now);
    }

    private void NoteDigit(ReadOnlySpan<byte> datagram, in RtpHeader header, int clockHz, long now)
    {
        if (!TelephoneEvent.TryRead(header.PayloadOf(datagram), out var packet)) return;
        var wasOpen = _traffic.Digits.IsOpen;
        var ended = _traffic.Digits.OnPacket(header.Timestamp, packet, clockHz, now, out var seen);
        if (!_digitsBegan && (ended || _traffic.Digits.IsOpen))
        {
            _digitsBegan = true;
            Tell(new MediaEvent(MediaEventKind.DigitBegins));
        }
        if (ended) TellDigit(seen);
        if (_traffic.Digits.IsOpen && (!wasOpen || ended)) PassBegin(new DtmfDigit(packet.Event));
    }

    private void TellDigit(in SeenDigit seen)
    {
        Tell(new MediaEvent(MediaEventKind.Digit, seen.Digit.Event, (ushort)Math.Min(seen.Milliseconds, ushort.MaxValue)));
        if (_converter is { OnlyListens: false }) PassEnd(seen.Digit, TimeSpan.FromMilliseconds(seen.Milliseconds));   // else its packets cross by themselves
    }
}
