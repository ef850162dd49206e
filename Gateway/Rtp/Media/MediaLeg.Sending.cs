using Telephony.Rtp.Events;
using Telephony.Rtp.Packets;
using Telephony.Rtp.Payloads;
using Telephony.Rtp.Playback;

namespace Telephony.Rtp.Media;

/// <summary>What the peer of a leg hears.</summary>
internal enum AudioSource : byte
{
    FarLeg,
    Clip,
    Echo,
}

/// <summary>
/// Toward the peer: the far leg's packets as they are, or audio of our own (echo, clip, digits); to the peer all of it is one stream (<see cref="OutgoingStream"/>).
/// </summary>
public sealed partial class MediaLeg
{
    private Player? _player;
    private AudioSource _source;
    private bool _sends;

    /// <summary>Sends what another leg received. Media worker only.</summary>
    internal void Relay(Span<byte> datagram, in RtpHeader header, byte payloadType, in PayloadFormat format, long now)
    {
        if (!_sends || _source != AudioSource.FarLeg) { Refuse(RefusalCause.FarNotSending); return; }
        if (_player is { IsSendingDigits: true }) { Refuse(RefusalCause.DigitInstead); return; }
        if (payloadType != header.PayloadType) RtpHeader.RewritePayloadType(datagram, payloadType);
        PassPacket(datagram, header, format, shift: !_traffic.Out.TryFollow(header, now), now);
    }

    private void SendBack(Span<byte> datagram, in RtpHeader header, in PayloadFormat format, long now)
    {
        if (!_sends || _plan is null) { Refuse(RefusalCause.FarNotSending); return; }
        RtpHeader.RewritePayloadType(datagram, format.OutgoingType);
        PassPacket(datagram, header, format, shift: true, now);
    }

    private void PassPacket(Span<byte> datagram, in RtpHeader header, in PayloadFormat format, bool shift, long now)
    {
        var isAudio = format.Kind == PayloadKind.Audio;
        var timestamp = header.Timestamp;
        if (shift)
        {
            var advance = isAudio && _plan is { } plan ? (uint)(format.ClockHz * plan.PacketMilliseconds / 1000) : 0;
            (var sequence, timestamp) = _traffic.Out.Shift(header, advance, format.ClockHz, now);
            RtpHeader.Renumber(datagram, sequence, timestamp, _traffic.Out.Ssrc);
        }
        if (!TrySend(datagram)) return;
        _worker.Counters.CountRelayed(datagram.Length);
        _traffic.Sent.OnPacket(_traffic.Out.Ssrc, timestamp, PayloadBytes(datagram, header), format.ClockHz, isAudio, now);
    }

    private bool TrySend(ReadOnlySpan<byte> datagram)
    {
        if (_traffic.Destination.IsNone) { Refuse(RefusalCause.NoDestination); return false; }
        if (_isProtected && !TrySeal(ref datagram)) return false;
        if (_rtp.TrySend(datagram, _traffic.Destination)) return true;
        Refuse(RefusalCause.SendFailed);
        return false;
    }

    private void BeginEcho()
    {
        if (_ended) return;
        _player?.StopClip();
        if (_maker is not null) EndMaker();
        _source = AudioSource.Echo;
    }

    private void BeginClip(AudioClip clip, bool loop)
    {
        if (_ended) return;
        if (_plan is not { Audio: >= 0 } plan || clip.For(plan.Formats[plan.Audio].Codec).IsEmpty)
        {
            Tell(new MediaEvent(MediaEventKind.PlayEnded));
            return;
        }
        if (_maker is not null) EndMaker();
        _source = AudioSource.Clip;
        _player ??= new Player();
        _player.StartClip(clip, loop, _worker.Loop.NowMilliseconds);
        _traffic.Out.Resume(plan.Formats[plan.Audio].ClockHz, _worker.Loop.NowMilliseconds);
        _worker.AddPlayer(this);
    }

    private void EndPlay()
    {
        _source = AudioSource.FarLeg;
        _player?.StopClip();
        if (_maker is not null) EndMaker();
        if (_player is { IsIdle: true }) _worker.RemovePlayer(this);
    }

    /// <summary>Sends a digit, or the rest of it where its key has gone down before.</summary>
    /// <param name="duration">Null: the key goes down.</param>
    private void QueueDigit(DtmfDigit digit, TimeSpan? duration)
    {
        if (_ended || _plan is not { Events: >= 0 } plan) return;
        if (duration is { } known && _player?.FinishDigit(digit, known) == true) return;
        _player ??= new Player();
        _player.QueueDigit(new DigitSender(digit, duration, plan.Formats[plan.Events].ClockHz), _worker.Loop.NowMilliseconds);
        _worker.AddPlayer(this);
    }

    /// <summary>The worker's metronome.</summary>
    internal void OnBeat(long now)
    {
        if (_player is not { } player || _plan is not { } plan) { _worker.RemovePlayer(this); return; }
        while (player.IsDue(now))
        {
            if (!MakeDigit(player, plan, now)) MakeFrame(player, plan, now);
        }
        if (player.IsIdle) _worker.RemovePlayer(this);
    }

    private bool MakeDigit(Player player, LegPlan plan, long now)
    {
        if (plan.Events < 0) { player.DropDigits(); return false; }
        ref readonly var format = ref plan.Formats[plan.Events];
        if (!player.TryNextDigit(out var packet, out var marker, out var advance)) return false;
        if (marker) _traffic.Out.Resume(format.ClockHz, now);
        if (!_sends) return true;
        var datagram = _worker.Scratch.AsSpan(0, RtpHeader.FixedBytes + TelephoneEvent.Bytes);
        var (sequence, timestamp) = _traffic.Out.Next(AudioTicks(plan, advance), now);
        RtpHeader.Write(datagram, format.OutgoingType, marker, sequence, timestamp, _traffic.Out.Ssrc);
        packet.Write(datagram[RtpHeader.FixedBytes..]);
        SendMade(datagram, timestamp, format, timed: false, now);
        return true;
    }

    /// <summary>The length of a digit on the clock of the sound, which is its own but for peers that offer 8000 Hz events alone.</summary>
    private static uint AudioTicks(LegPlan plan, uint duration) =>
        plan.Audio < 0 ? duration : (uint)((ulong)duration * (ulong)plan.Formats[plan.Audio].ClockHz / (ulong)plan.Formats[plan.Events].ClockHz);

    private void MakeFrame(Player player, LegPlan plan, long now)
    {
        if (plan.Audio < 0 || _maker is not null) { player.Skip(plan.PacketMilliseconds); return; }
        ref readonly var format = ref plan.Formats[plan.Audio];
        var samples = format.ClockHz * plan.PacketMilliseconds / 1000;
        var datagram = _worker.Scratch.AsSpan(0, RtpHeader.FixedBytes + samples);
        if (player.TryNextFrame(format.Codec, plan.PacketMilliseconds, datagram[RtpHeader.FixedBytes..], out var marker))
        {
            if (!_sends) return;
            var (sequence, timestamp) = _traffic.Out.Next((uint)samples, now);
            RtpHeader.Write(datagram, format.OutgoingType, marker, sequence, timestamp, _traffic.Out.Ssrc);
            SendMade(datagram, timestamp, format, timed: true, now);
        }
        else if (_source == AudioSource.Clip)
        {
            _source = AudioSource.FarLeg;
            Tell(new MediaEvent(MediaEventKind.PlayEnded));
        }
    }

    private void SendMade(ReadOnlySpan<byte> datagram, uint timestamp, in PayloadFormat format, bool timed, long now)
    {
        if (!TrySend(datagram)) return;
        _worker.Counters.CountMade();
        _traffic.Sent.OnPacket(_traffic.Out.Ssrc, timestamp, datagram.Length - RtpHeader.FixedBytes, format.ClockHz, timed, now);
    }

    private static int PayloadBytes(ReadOnlySpan<byte> datagram, in RtpHeader header) => datagram.Length - header.HeaderBytes - header.PaddingBytes;
}
