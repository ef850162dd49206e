using Telephony.Rtp.Conversion;
using Telephony.Rtp.Events;
using Telephony.Rtp.Packets;
using Telephony.Rtp.Payloads;

namespace Telephony.Rtp.Media;

/// <summary>
/// A leg whose packets do not cross as they are: its path leads to a converter, which makes packets for the far leg on the worker's beat. The plain path has no
/// part in this.
/// </summary>
public sealed partial class MediaLeg
{
    /// <summary>Room behind a payload for the tag of SRTP.</summary>
    private const int RoomBehind = 32;

    private IStreamConverter? _converter;
    private IStreamMaker? _maker;

    /// <summary>From now on, what this leg receives goes through the converter to the leg it is bridged with; null: as it is. The leg owns the converter.</summary>
    public void Convert(IStreamConverter? converter) =>
        Order(static order => { var (leg, converter) = ((MediaLeg, IStreamConverter?))order!; leg.OnConvert(converter); }, (this, converter));

    /// <summary>Plays to the peer in place of what the far leg sends; ends like a clip. The leg owns the maker.</summary>
    public void Play(IStreamMaker maker) =>
        Order(static order => { var (leg, maker) = ((MediaLeg, IStreamMaker))order!; leg.BeginMaker(maker); }, (this, maker));

    /// <summary>The peer has pressed a key outside of its media: the far leg gets it as telephone-event, or as sound where a converter makes that.</summary>
    public void PassDigit(DtmfDigit digit, TimeSpan duration) =>
        Order(static order => { var (leg, digit, duration) = ((MediaLeg, DtmfDigit, TimeSpan))order!; leg.PassEnd(digit, duration); }, (this, digit, duration));

    internal Span<byte> RoomForPayload => _worker.Scratch.AsSpan(RtpHeader.FixedBytes, _worker.Scratch.Length - RtpHeader.FixedBytes - RoomBehind);

    internal void OnMakerBeat(long now)
    {
        if (_converter is { } converter && (_far ?? (converter.OnlyListens || converter.EndsHere ? this : null)) is { } far) converter.OnBeat(new StreamOutput(this, far, now));
        if (_maker is { } maker && !maker.OnBeat(new StreamOutput(this, this, now)))
        {
            EndMaker();
            _source = AudioSource.FarLeg;
            Tell(new MediaEvent(MediaEventKind.PlayEnded));
        }
    }

    /// <summary>A frame of a converter or maker: numbered as ours.</summary>
    internal void SendConverted(int bytes, int ticks, bool starts, bool comfortNoise, long now)
    {
        if (_plan is not { Audio: >= 0 } plan || _source == AudioSource.Echo) return;
        if ((_maker is null) != (_source == AudioSource.FarLeg)) return;             // a clip plays
        var place = comfortNoise ? plan.Silence : plan.Audio;
        if (place < 0) return;
        ref readonly var format = ref plan.Formats[place];
        if (_player is { IsSendingDigits: true }) { _resumes = true; return; }
        if (starts || _resumes) _traffic.Out.Resume(format.ClockHz, now);
        var marker = starts || _resumes;
        _resumes = false;
        if (bytes == 0 || !_sends) { _traffic.Out.Skip((uint)ticks, now); return; }
        var datagram = _worker.Scratch.AsSpan(0, RtpHeader.FixedBytes + bytes);
        var (sequence, timestamp) = _traffic.Out.Next((uint)ticks, now);
        RtpHeader.Write(datagram, format.OutgoingType, marker, sequence, timestamp, _traffic.Out.Ssrc);
        SendMade(datagram, timestamp, format, timed: !comfortNoise, now);
    }

    internal void HeardInSound(DtmfDigit digit, TimeSpan duration, bool passes)
    {
        Tell(new MediaEvent(MediaEventKind.Digit, digit.Event, (ushort)Math.Min(duration.TotalMilliseconds, ushort.MaxValue)));
        if (passes) PassEnd(digit, duration);
    }

    internal void HeardFax() => Tell(new MediaEvent(MediaEventKind.FaxTone));

    private bool _resumes;

    /// <summary>A packet that does not simply cross: for the converter, or for nobody.</summary>
    private void Divert(Span<byte> datagram, in RtpHeader header, in PayloadFormat format, long now)
    {
        if (_converter is { } converter)
        {
            var isEvent = format.Kind == Payloads.PayloadKind.TelephoneEvent;
            converter.OnPacket(
                new ReceivedPacket(header.PayloadType, format.ClockHz, isEvent, header.Marker, header.Sequence, header.Timestamp, header.Ssrc, now), header.PayloadOf(datagram));
            if (!converter.OnlyListens) return;
        }
        if (_far is null) { Refuse(RefusalCause.NotBridged); return; }
        if (_path.FarType == PacketPath.Nothing) { Refuse(RefusalCause.NoFarPayload); return; }
        _far.Relay(datagram, header, _path.FarType, format, now);
    }

    private void PassEnd(DtmfDigit digit, TimeSpan duration)
    {
        if (_far is not { } far || _converter?.TryMakeTone(digit, duration) == true) return;
        far.QueueDigit(digit, duration);
    }

    /// <summary>A key goes down: the far leg's event need not wait until it is up.</summary>
    internal void PassBegin(DtmfDigit digit)
    {
        if (_converter is { MakesTones: false }) _far?.QueueDigit(digit, null);
    }

    private void OnConvert(IStreamConverter? converter)
    {
        if (_ended) { converter?.Dispose(); return; }
        _far?._player?.FinishDigit(null, TimeSpan.Zero);      // who would, once it is gone?
        _converter?.Dispose();
        _converter = converter;
        ForgetPath();
        if (converter is not null) _worker.AddMaker(this);
        else if (_maker is null) _worker.RemoveMaker(this);
    }

    private void BeginMaker(IStreamMaker maker)
    {
        if (_ended) { maker.Dispose(); return; }
        _player?.StopClip();
        _maker?.Dispose();
        _maker = maker;
        _source = AudioSource.Clip;
        _resumes = true;
        _worker.AddMaker(this);
    }

    private void EndMaker()
    {
        _maker?.Dispose();
        _maker = null;
        _resumes = true;
        if (_converter is null) _worker.RemoveMaker(this);
    }

    private void EndConversion()
    {
        _converter?.Dispose();
        _maker?.Dispose();
        (_converter, _maker) = (null, null);
        _worker.RemoveMaker(this);
    }
}
