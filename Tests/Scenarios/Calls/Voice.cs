using System.Buffers.Binary;
using System.Globalization;
using Telephony.Audio.Codecs;
using Telephony.Audio.Detection;
using Telephony.Audio.Tones;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Real sound of a <see cref="Party"/>: says tones in a codec, and judges by their frequency what it hears in return.</summary>
public sealed class Voice
{
    private readonly Party _party;
    private readonly byte _payloadType;
    private readonly CodecFormat _format;
    private readonly IAudioEncoder _encoder;
    private ToneGenerator? _tone;
    private double _frequency;

    /// <param name="payloadType">Null: the usual one of the codec.</param>
    public Voice(Ladder ladder, Party party, string codec, string? payloadType = null)
    {
        _party = party;
        _payloadType = byte.Parse(payloadType ?? PayloadTypeOf(codec), CultureInfo.InvariantCulture);
        _format = codec == "opus" ? new CodecFormat("opus", 48000, 2) : new CodecFormat(codec, 8000);
        Assert.True(AudioCodecs.TryCreateEncoder(_format, 20, 16000, out var encoder, out var why), why);
        _encoder = encoder;
        party.Datagrams.Clear();
        _ = ladder;
    }

    /// <summary>Packets of sound that have come since the beginning, in the order of their arrival.</summary>
    public IReadOnlyList<byte[]> Packets => [.. _party.Datagrams.Where(d => d.Length > 12 && (d[1] & 0x7F) == _payloadType)];

    public static string PayloadTypeOf(string codec) => codec switch { "PCMU" => "0", "PCMA" => "8", "G722" => "9", _ => "96" };

    /// <summary>So many packets of 20 ms, all who speak at the same time.</summary>
    public static void Talk(Ladder ladder, int packets, params (Voice Voice, double Frequency)[] who)
    {
        for (var i = 0; i < packets; i++)
        {
            foreach (var (voice, frequency) in who) voice.Says(frequency);
            ladder.Wait(0.02);
        }
    }

    public void Says(double frequency) => _party.SendsSound(_payloadType, Encode(frequency), (uint)_encoder.TicksPerFrame);

    public void Loses() => _party.SkipsSound((uint)_encoder.TicksPerFrame);

    public void SaysTwoTheOtherWayRound(double frequency) => _party.SendsTwoSounds(_payloadType, Encode(frequency), Encode(frequency), (uint)_encoder.TicksPerFrame);

    public void Forget() => _party.Datagrams.Clear();

    /// <summary>The tone makes up nearly all that is heard once the sound has begun, and the other one nothing.</summary>
    public void AssertHears(double frequency, double besides, double atLeast = 0.95)
    {
        var heard = Decode();
        Assert.True(heard.Length > 4000, $"Only {heard.Length} samples are heard.");
        var rate = heard.Length == 0 ? 8000 : _rate;
        var part = heard.AsSpan(heard.Length / 4, heard.Length / 2);
        var share = Goertzel.Share(part, frequency, rate);
        Assert.True(share >= atLeast, $"{frequency} Hz is {share:0.00} of what is heard, at a level of {Goertzel.RootMeanSquare(part):0}.");
        Assert.InRange(Goertzel.Share(part, besides, rate), 0, 0.02);
        Assert.True(Goertzel.RootMeanSquare(part) > 1000, $"The level is {Goertzel.RootMeanSquare(part):0}.");
    }

    public void AssertNumberedWithoutBreak()
    {
        var packets = Packets;
        for (var i = 1; i < packets.Count; i++)
        {
            Assert.Equal((ushort)(BinaryPrimitives.ReadUInt16BigEndian(packets[i - 1].AsSpan(2)) + 1), BinaryPrimitives.ReadUInt16BigEndian(packets[i].AsSpan(2)));
            Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(packets[i - 1].AsSpan(4)) + (uint)_encoder.TicksPerFrame, BinaryPrimitives.ReadUInt32BigEndian(packets[i].AsSpan(4)));
        }
    }

    /// <summary>All that was heard, at the codec's rate.</summary>
    public short[] Decode()
    {
        Assert.True(AudioCodecs.TryCreateDecoder(_format, 16000, out var decoder, out var why), why);
        _rate = decoder.SampleRate;
        var (all, frame) = (new List<short>(), new short[AudioFrame.MaxSamples]);
        foreach (var packet in Packets) all.AddRange(frame[..decoder.Decode(packet.AsSpan(12), frame)]);
        decoder.Dispose();
        return [.. all];
    }

    public int SampleRate => _rate;

    private int _rate = 8000;

    /// <summary>Any frame of sound, at <see cref="EncoderRate"/>.</summary>
    public void SaysSamples(ReadOnlySpan<short> frame)
    {
        var payload = new byte[_encoder.MaxPayloadBytes];
        var bytes = _encoder.Encode(frame, payload);
        _party.SendsSound(_payloadType, payload.AsSpan(0, bytes), (uint)_encoder.TicksPerFrame);
    }

    public int EncoderRate => _encoder.SampleRate;

    private byte[] Encode(double frequency)
    {
        if (frequency != _frequency) (_tone, _frequency) = (new ToneGenerator(new Tone([frequency]), _encoder.SampleRate), frequency);
        var frame = new short[_encoder.FrameSamples];
        _tone!.Fill(frame);   // just made
        var payload = new byte[_encoder.MaxPayloadBytes];
        return payload[.._encoder.Encode(frame, payload)];
    }
}
