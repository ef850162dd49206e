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
    private readonly Ladder _ladder;
    private readonly Party _party;
    private readonly int _ptime;
    private readonly byte _payloadType;
    private readonly CodecFormat _format;
    private IAudioEncoder _encoder;
    private ToneGenerator? _tone;
    private double _frequency;

    /// <param name="payloadType">Null: the usual one of the codec.</param>
    /// <param name="ptime">Milliseconds of each packet it sends.</param>
    public Voice(Ladder ladder, Party party, string codec, string? payloadType = null, int ptime = 20)
    {
        (_ladder, _party, _ptime) = (ladder, party, ptime);
        _payloadType = byte.Parse(payloadType ?? PayloadTypeOf(codec), CultureInfo.InvariantCulture);
        _format = codec == "opus" ? new CodecFormat("opus", 48000, 2) : new CodecFormat(codec, 8000);
        Assert.True(AudioCodecs.TryCreateEncoder(_format, ptime, 16000, out var encoder, out var why), why);
        _encoder = encoder;
        party.Datagrams.Clear();
    }

    /// <summary>Packets of sound that have come since the beginning, in the order of their arrival.</summary>
    public IReadOnlyList<byte[]> Packets => [.. _party.Datagrams.Where(d => d.Length > 12 && (d[1] & 0x7F) == _payloadType)];

    /// <summary>What each of them lasts, by the number of its samples.</summary>
    public IEnumerable<int> PacketLengths
    {
        get
        {
            Assert.True(AudioCodecs.TryCreateDecoder(_format, 16000, out var decoder, out var why), why);
            return [.. Packets.Select(packet => decoder.SamplesIn(packet.AsSpan(12)) * 1000 / decoder.SampleRate)];
        }
    }

    public static string PayloadTypeOf(string codec) => codec switch { "PCMU" => "0", "PCMA" => "8", "G722" => "9", "CN" => "13", "telephone-event" => "101", "G729" => "18", _ => "96" };

    /// <summary>So many packets of 20 ms, all who speak at the same time.</summary>
    public static void Talk(Ladder ladder, int packets, params (Voice Voice, double Frequency)[] who)
    {
        for (var i = 0; i < packets; i++)
        {
            foreach (var (voice, frequency) in who) voice.Says(frequency);
            ladder.Wait(0.02);
        }
    }

    /// <summary>A voice of sorts, and then silence in which nothing is sent.</summary>
    public void Speaks(double seconds)
    {
        var samples = new short[(int)(seconds * EncoderRate)];
        for (var i = 0; i < samples.Length; i++)
        {
            var t = (double)i / EncoderRate;
            var swell = 0.55 + (0.45 * Math.Sin(2 * Math.PI * 4 * t));
            for (var harmonic = 1; harmonic <= 8; harmonic++) samples[i] += (short)(swell * 2500 / harmonic * Math.Sin(2 * Math.PI * 140 * harmonic * t));
        }
        Plays(new short[EncoderRate / 2]);
        Plays(samples);
        _ladder.Wait(1.5);
    }

    public void Says(double frequency)
    {
        Sent.Add(Encode(frequency));
        _party.SendsSound(_payloadType, Sent[^1], (uint)_encoder.TicksPerFrame);
    }

    /// <summary>Says it, and the packet is lost on its way.</summary>
    public void LosesSamples(ReadOnlySpan<short> frame)
    {
        _encoder.Encode(frame, new byte[_encoder.MaxPayloadBytes]);
        Loses();
    }

    /// <summary>From now on each packet of Opus has a copy of the one before it.</summary>
    public void SaysTwice()
    {
        _encoder.Dispose();
        Assert.True(AudioCodecs.TryCreateEncoder(_format with { Parameters = "useinbandfec=1" }, _ptime, 16000, out var encoder, out var why), why);
        _encoder = encoder;
    }

    /// <summary>The last packet that came is this tone.</summary>
    public bool HearsNow(double frequency)
    {
        var heard = DecodeAll(Packets.TakeLast(5).Select(static packet => packet[12..]));
        return heard.Length >= _rate / 20 && Goertzel.Share(heard.AsSpan()[^(_rate / 100)..], frequency, _rate) > 0.8;
    }

    /// <summary>The longest stretch without the tone between its beginning and its end.</summary>
    public TimeSpan LongestGap(double frequency)
    {
        var (longest, run) = (0, 0);
        foreach (var has in Windows(frequency))
        {
            run = has ? 0 : run + 1;
            longest = Math.Max(longest, run);
        }
        return TimeSpan.FromMilliseconds(longest * 10);
    }

    /// <summary>What part of the sound, 100 ms by 100 ms, is this tone: phases do not matter.</summary>
    public double ShareOf(double frequency)
    {
        var (heard, shares) = (Decode(), new List<double>());
        for (var at = _rate / 2; at + (_rate / 10) <= heard.Length; at += _rate / 10) shares.Add(Goertzel.Share(heard.AsSpan(at, _rate / 10), frequency, _rate));
        Assert.InRange(shares.Count, 5, int.MaxValue);
        return shares.Average();
    }

    /// <summary>Of the time between its beginning and its end, the part without the tone.</summary>
    public double GapShare(double frequency) => Windows(frequency).Average(static has => has ? 0.0 : 1.0);

    /// <summary>Of 10 ms each.</summary>
    private List<bool> Windows(double frequency)
    {
        var (heard, all) = (Decode(), new List<bool>());
        for (var at = 0; at + (_rate / 100) <= heard.Length; at += _rate / 100)
        {
            var part = heard.AsSpan(at, _rate / 100);
            all.Add(Goertzel.RootMeanSquare(part) > 500 && Goertzel.Share(part, frequency, _rate) > 0.6);
        }
        Assert.Contains(true, all);
        return all[all.IndexOf(true)..(all.LastIndexOf(true) + 1)];
    }

    /// <summary>Payloads of the packets it has sent.</summary>
    public List<byte[]> Sent { get; } = [];

    /// <summary>Speaks all of it, packet by packet, while time passes.</summary>
    public void Plays(ReadOnlySpan<short> samples)
    {
        var frame = new short[_encoder.FrameSamples];
        for (var at = 0; at < samples.Length; at += frame.Length)
        {
            var part = samples[at..Math.Min(at + frame.Length, samples.Length)];
            frame.AsSpan().Clear();
            part.CopyTo(frame);
            SaysSamples(frame);
            _ladder.Wait(_ptime / 1000.0);
        }
    }

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
    public short[] Decode() => DecodeAll(Packets.Select(static packet => packet[12..]));

    private short[] DecodeAll(IEnumerable<byte[]> payloads)
    {
        Assert.True(AudioCodecs.TryCreateDecoder(_format, 16000, out var decoder, out var why), why);
        _rate = decoder.SampleRate;
        var (all, frame) = (new List<short>(), new short[AudioFrame.MaxSamples]);
        foreach (var payload in payloads) all.AddRange(frame[..decoder.Decode(payload, frame)]);
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
        Sent.Add(payload[..bytes]);
        _party.SendsSound(_payloadType, payload.AsSpan(0, bytes), (uint)_encoder.TicksPerFrame);
    }

    /// <summary>The last half second is this tone.</summary>
    public void AssertEndsWith(double frequency)
    {
        var part = Decode()[^(_rate / 2)..];
        var share = Goertzel.Share(part, frequency, _rate);
        Assert.True(share >= 0.95, $"{frequency} Hz is {share:0.00} of what is heard in the end, at a level of {Goertzel.RootMeanSquare(part):0}.");
    }

    /// <summary>Sample by sample what the other has said in the same codec, at some delay.</summary>
    public void AssertHearsAllOf(Voice other)
    {
        var (said, heard) = (DecodeAll(other.Sent), Decode());
        var (best, bestMatches) = (0, 0);
        for (var lag = 0; lag < _rate / 4; lag++)
        {
            var matches = 0;
            for (var i = 0; i < said.Length && i + lag < heard.Length; i++) matches += heard[i + lag] == said[i] ? 1 : 0;
            if (matches > bestMatches) (best, bestMatches) = (lag, matches);
        }
        var (same, all) = (0, 0);
        for (var i = 0; i < said.Length && i + best < heard.Length; i++, all++) same += heard[i + best] == said[i] ? 1 : 0;
        Assert.InRange(all, said.Length * 3 / 4, said.Length);
        Assert.True(same >= all * 0.99, $"{same} of {all} samples are those that were said.");
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
