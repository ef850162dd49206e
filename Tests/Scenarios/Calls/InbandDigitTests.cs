using System.Globalization;
using Telephony.Audio.Codecs;
using Telephony.Audio.Detection;
using Telephony.Audio.Files;
using Telephony.Audio.Resampling;
using Telephony.Audio.Tones;
using Telephony.Domain.Trunks;
using Telephony.Rtp.Events;
using Telephony.Support;
using Telephony.Support.Calls;
using Telephony.Support.Network;
using Telephony.Support.Sounds;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Tones in the sound of a side whose trunk has no events: found in the running call, taken out of what the other side hears, in recordings and on a bad network.</summary>
public sealed class InbandDigitTests : Scenario
{
    [Theory]
    [InlineData("hfeeki-dtmf.wav", "012345678901234567890123456789")]
    [InlineData("speech-no-dtmf.wav", "")]
    public void A_recording_that_is_played_into_a_call_gives_its_digits_and_no_other(string file, string digits)
    {
        Assert.True(WavReader.TryReadMono(File.ReadAllBytes(CorpusFolder.File("dtmf-inband", file)), out var samples, out var rate, out _));
        Connect("PCMU");
        var (voice, listener) = (new Voice(Ladder, Sbc, "PCMU"), new Voice(Ladder, Alpha, "PCMU"));
        voice.Plays(Resampler.Convert(samples, rate, 8000));
        Ladder.Wait(digits.Length * 0.2);      // sixteen digits a second are too fast for events
        Assert.Equal(digits, Heard.EventsOf(Alpha, _events));
        Assert.Equal(digits, Told);
        Assert.Equal("", Detected(listener));
        if (digits.Length == 0) listener.AssertHearsAllOf(voice);
        Ladder.HangUp(Sbc, Alpha);
    }

    /// <summary>Its microphone heard the beeps of its own phone, all but the first 0; the events beside them were not agreed on here.</summary>
    [Fact]
    public void A_captured_stream_gives_the_digits_that_are_in_its_sound()
    {
        Connect("PCMU");
        long? before = null;
        foreach (var (at, datagram) in RtpRecording.Read("ulaw-dtmf-2013785496.pcap"))
        {
            if (before is { } last) Ladder.Wait(Math.Clamp((at - last) / 1e6, 0, 0.2));
            before = at;
            Sbc.SendsDatagram(datagram);
        }
        Ladder.Wait(0.5);
        Assert.Equal("213785496", Told);
        Assert.Equal("213785496", Heard.EventsOf(Alpha, _events));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [InlineData("PCMA", "PCMU")]
    [InlineData("G722", "PCMU")]
    [InlineData("opus", "PCMA")]
    [InlineData("PCMU", "opus")]
    public void Tones_of_any_codec_become_events_and_leave_the_sound(string from, string to)
    {
        Connect(from, to);
        var (voice, listener) = (new Voice(Ladder, Sbc, from), new Voice(Ladder, Alpha, to, _payloadType));
        Press(voice, "0123456789*#ABCD");
        Assert.Equal("0123456789*#ABCD", Heard.EventsOf(Alpha, _events));
        Assert.Equal("0123456789*#ABCD", Told);
        Assert.Equal("", Detected(listener));
        voice.Plays(ToneGenerator.Make(new Tone([600]), TimeSpan.FromSeconds(1), voice.EncoderRate));
        listener.AssertEndsWith(600);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_trunk_that_leaves_it_open_and_has_no_events_is_listened_to()
    {
        Connect("PCMU", mode: DtmfMode.Auto);
        Press(new Voice(Ladder, Sbc, "PCMU"), "42#");
        Assert.Equal("42#", Heard.EventsOf(Alpha, _events));
        Assert.Equal("42#", Told);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Where_no_event_is_wanted_tones_cross_in_the_packets_they_came_in()
    {
        Connect("PCMU", mode: DtmfMode.Inband, other: DtmfMode.Inband);
        var voice = new Voice(Ladder, Sbc, "PCMU");
        Press(voice, "159");
        Assert.Equal("159", Told);
        Assert.Equal(voice.Sent, Alpha.Datagrams.Where(static d => d[1] % 128 == 0).Select(static d => d[12..]));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_peer_whose_first_digit_comes_in_INFO_is_not_believed_about_tones()
    {
        Connect("PCMU", mode: DtmfMode.Auto);
        var (voice, listener) = (new Voice(Ladder, Sbc, "PCMU"), new Voice(Ladder, Alpha, "PCMU"));
        Voice.Talk(Ladder, 10, (voice, 300));
        foreach (var key in "58")
        {
            Sbc.Sends("INFO", $"Signal={key}\nDuration=100\n", "Content-Type: application/dtmf-relay\n");
            Sbc.Receives("200 INFO");
            Press(voice, key.ToString());
        }
        Assert.Equal("58", Heard.EventsOf(Alpha, _events));
        Assert.Equal("58", Told);
        Assert.Equal("", Detected(listener));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_peer_whose_first_digit_is_a_tone_is_not_believed_about_INFO()
    {
        Connect("PCMU", mode: DtmfMode.Auto);
        var voice = new Voice(Ladder, Sbc, "PCMU");
        foreach (var key in "58")
        {
            Press(voice, key.ToString());
            Sbc.Sends("INFO", key.ToString(), "Content-Type: application/dtmf\n");
            Sbc.Receives("200 INFO");
        }
        Ladder.Wait(0.5);
        Assert.Equal("58", Heard.EventsOf(Alpha, _events));
        Assert.Equal("58", Told);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Events_made_of_tones_have_the_form_of_RFC_4733_in_the_stream_of_the_sound()
    {
        Connect("PCMU");
        var voice = new Voice(Ladder, Sbc, "PCMU");
        Alpha.Datagrams.Clear();
        Press(voice, "7", milliseconds: 200);
        Voice.Talk(Ladder, 20, (voice, 300));
        var events = Alpha.Datagrams.Where(static d => d[1] % 128 == 101).ToList();
        Assert.Equal([true, .. Enumerable.Repeat(false, events.Count - 1)], events.Select(static d => d[1] >= 128));
        Assert.Equal([.. Enumerable.Repeat(false, events.Count - 3), true, true, true], events.Select(static d => d[13] >= 128));
        Assert.Single(events.Select(static d => Heard.Header(d).Timestamp).Distinct());
        var durations = events.Select(static d => (d[14] << 8) | d[15]).ToList();
        Assert.Equal(durations.Order(), durations);
        Assert.Equal(durations.Take(durations.Count - 3).Distinct(), durations.Take(durations.Count - 3));
        Assert.InRange(durations[^1] / 8, 180, 230);
        Assert.Single(Alpha.Datagrams.Select(static d => Heard.Header(d).Ssrc).Distinct());
        for (var i = 1; i < Alpha.Datagrams.Count; i++) Assert.Equal((ushort)(Heard.Header(Alpha.Datagrams[i - 1]).Sequence + 1), Heard.Header(Alpha.Datagrams[i]).Sequence);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Digits_survive_a_network_that_loses_delays_and_turns_packets_round(int seed)
    {
        Start(new LadderSetup { Trunk = (name, trunk) => trunk with { Dtmf = name == "sbc" ? DtmfMode.Inband : DtmfMode.Rfc4733 }, NetworkSeed = seed });
        Answer("PCMU", "PCMU");
        var voice = new Voice(Ladder, Sbc, "PCMU");
        Voice.Talk(Ladder, 100, (voice, 300));
        Ladder.Network.SetLink(Ladder.Gateway.WithPort(0), new LinkOptions(Jitter: TimeSpan.FromMilliseconds(30), Loss: 0.02));
        Press(voice, "0123456789*#ABCD", milliseconds: 120);
        Ladder.Network.ClearLinks();
        Ladder.Wait(0.5);
        Assert.Equal("0123456789*#ABCD", Told);
        Ladder.HangUp(Sbc, Alpha);
    }

    private string? _payloadType;
    private int _events = 101;

    private string Told => string.Concat(Ladder.Digits.Select(static d => d.Digit.Symbol));

    private void Connect(string codec, string? to = null, DtmfMode mode = DtmfMode.Inband, DtmfMode other = DtmfMode.Rfc4733)
    {
        Start(new LadderSetup { Trunk = (name, trunk) => trunk with { Dtmf = name == "sbc" ? mode : other, Codecs = new() { Transcode = true } } });
        Answer(codec, to ?? codec);
    }

    private void Answer(string codec, string to)
    {
        Sbc.Dials(Number, Sbc.Sdp(codec));
        var invite = Alpha.Receives("INVITE");
        var number = _payloadType = Heard.NumberIn(invite, to);
        var takesEvents = invite.Body.Contains("telephone-event/8000", StringComparison.Ordinal);
        if (takesEvents) _events = int.Parse(Heard.NumberIn(invite, "telephone-event/8000"), CultureInfo.InvariantCulture);
        Alpha.Answers(invite, 200, Alpha.SdpOf(takesEvents ? [(number, to), ($"{_events}", "telephone-event")] : [(number, to)]));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
    }

    private void Press(Voice voice, string keys, int milliseconds = 80)
    {
        foreach (var key in keys)
        {
            voice.Plays(ToneGenerator.Make(Tone.Dtmf(key), TimeSpan.FromMilliseconds(milliseconds), voice.EncoderRate));
            voice.Plays(new short[voice.EncoderRate / 5]);
        }
    }

    /// <summary>What another machine would find in the sound.</summary>
    private static string Detected(Voice listener)
    {
        var samples = listener.Decode();
        var (detector, found, heard) = (new DtmfDetector(listener.SampleRate), new DtmfEvent[4], "");
        for (var at = 0; at < samples.Length; at += 160)
        {
            var count = detector.Process(samples.AsSpan(at, Math.Min(160, samples.Length - at)), found);
            for (var i = 0; i < count; i++) heard += found[i].IsEnd ? "" : found[i].Digit.ToString();
        }
        return heard;
    }
}
