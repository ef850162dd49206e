using System.Text;
using System.Text.Json;
using Telephony.Audio.Detection;
using Telephony.Audio.Tones;
using Telephony.Media.Streaming;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Media;

public sealed class StreamingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Documents_are_those_of_the_sdk()
    {
        using var writer = new StreamingWriter();
        Assert.Equal("""{"kind":"AudioMetadata","audioMetadata":{"subscriptionId":"s1","encoding":"PCM","sampleRate":16000,"channels":1,"length":640}}""", Text(writer.AudioMetadata("s1", 16_000, 640)));
        Assert.Equal("""{"kind":"AudioData","audioData":{"timestamp":"2026-05-01T12:00:00.000Z","participantRawID":"4:+12025550100","data":"AQD//w==","silent":false}}""".Replace("+", "\\u002B", StringComparison.Ordinal), Text(writer.AudioData([1, -1], Noon, "4:+12025550100", isSilent: false)));
        Assert.Equal("""{"kind":"AudioData","audioData":{"timestamp":"2026-05-01T12:00:00.000Z","data":"","silent":true}}""", Text(writer.AudioData([], Noon, null, isSilent: true)));
        Assert.Equal("""{"kind":"DtmfData","dtmfData":{"data":"#"}}""", Text(writer.DtmfData("#")));
        Assert.Equal("""{"kind":"TranscriptionMetadata","transcriptionMetadata":{"subscriptionId":"s","locale":"en-US","callConnectionId":"c","correlationId":"k","speechRecognitionModelEndpointId":""}}""", Text(writer.TranscriptionMetadata("s", "en-US", "c", "k", "")));
        Assert.Equal("""{"kind":"TranscriptionData","transcriptionData":{"text":"yes","format":"display","confidence":0.9,"offset":10000000,"duration":5000000,"words":[{"text":"yes","offset":10000000,"duration":5000000}],"participantRawID":"4:1","resultStatus":"final"}}""",
            Text(writer.TranscriptionData("yes", 0.9, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.5), [new("yes", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.5))], "4:1", isFinal: true)));
    }

    [Theory]
    [InlineData("""{"kind":"AudioData","audioData":{"data":"AQD//w=="}}""", StreamingKind.AudioData, 4)]
    [InlineData("""{"Kind":"AudioData","AudioData":{"Data":"AQD//w==","Timestamp":null},"StopAudio":null}""", StreamingKind.AudioData, 4)]
    [InlineData("""{"audioData":{"data":"AQD\/\/w\u003d=","silent":false},"kind":"audioData"}""", StreamingKind.AudioData, 4)]
    [InlineData("""{"kind":"StopAudio","stopAudio":{}}""", StreamingKind.StopAudio, 0)]
    [InlineData("""{"kind":"Mark","mark":{"id":[1,2,{"a":3}]}}""", StreamingKind.Other, 0)]
    [InlineData("{}", StreamingKind.Other, 0)]
    public void What_applications_send_is_read_in_any_case(string text, StreamingKind kind, int length)
    {
        var pcm = new byte[1000];
        Assert.True(StreamingReader.TryRead(Encoding.UTF8.GetBytes(text), pcm, out var found, out var octets, out var why), why);
        Assert.Equal((kind, length), (found, octets));
        if (length > 0) Assert.Equal([1, 0, 255, 255], pcm[..4]);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{", "no JSON")]
    [InlineData("{} {}", "JSON")]
    [InlineData("""{"kind":"AudioData"}""", "has no 'data'")]
    [InlineData("""{"kind":"AudioData","audioData":{"data":"***"}}""", "no base64")]
    [InlineData("""{"kind":"AudioData","audioData":{"data":"\ud800"}}""", "no base64")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""", "no JSON")]
    public void What_is_wrong_is_said(string text, string words)
    {
        Assert.False(StreamingReader.TryRead(Encoding.UTF8.GetBytes(text), new byte[1000], out _, out _, out var why));
        Assert.Contains(words, why, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_messages_never_throw()
    {
        var random = new Random(9);
        var good = Encoding.UTF8.GetBytes("""{"kind":"AudioData","audioData":{"data":"AQD\/\/w==","silent":false,"x":[1,{"y":null}]},"stopAudio":null}""");
        var pcm = new byte[1000];
        for (var i = 0; i < 50_000; i++)
        {
            var message = good[..random.Next(1, good.Length + 1)];
            for (var change = random.Next(4); change > 0; change--) message[random.Next(message.Length)] = (byte)random.Next(256);
            StreamingReader.TryRead(message, pcm, out _, out _, out _);
        }
    }

    [Theory]
    [InlineData(8000, 16_000)]
    [InlineData(16_000, 24_000)]
    [InlineData(16_000, 16_000)]
    public void Sound_goes_out_and_comes_back_at_the_rates_of_both_sides(int callRate, int streamRate)
    {
        using var session = new StreamingSession(new StreamingOptions { SampleRate = streamRate }, callRate, Noon);
        var said = ToneGenerator.Make(new Tone([1000]), TimeSpan.FromSeconds(1), callRate);
        var frame = callRate / 50;
        var heard = new List<short>();
        var sent = new List<short>();
        for (var at = 0; at < said.Length; at += frame)
        {
            session.Send(at / frame, said.AsSpan(at, frame));
            Assert.True(session.TryTake(static _ => null, out var text));
            using var document = JsonDocument.Parse(text);
            var data = document.RootElement.GetProperty("audioData").GetProperty("data").GetBytesFromBase64();
            sent.AddRange(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(data));
            Assert.True(session.Receive(Encoding.UTF8.GetBytes($$$"""{"kind":"AudioData","audioData":{"data":"{{{Convert.ToBase64String(data)}}}"}}"""), out var why), why);
            var back = new short[frame];
            Assert.Equal(frame, session.Incoming!.Read(back));
            heard.AddRange(back);
        }
        Assert.Equal(streamRate, sent.Count);
        Assert.True(Goertzel.Share(sent.ToArray().AsSpan(streamRate / 10, streamRate / 2), 1000, streamRate) > 0.999);
        Assert.True(Goertzel.Share(heard.ToArray().AsSpan(callRate / 10, callRate / 2), 1000, callRate) > 0.999);
    }

    [Fact]
    public void Stop_silences_what_waits_and_bounds_hold_on_both_sides()
    {
        using var session = new StreamingSession(new StreamingOptions(), 16_000, Noon);
        var second = Encoding.UTF8.GetBytes($$$"""{"kind":"AudioData","audioData":{"data":"{{{Convert.ToBase64String(new byte[32_000])}}}"}}""");
        for (var i = 0; i < 120; i++) Assert.True(session.Receive(second, out _));
        Assert.True(session.Waiting < TimeSpan.FromSeconds(70));
        Assert.True(session.NotHeard > 0);
        Assert.True(session.Receive("""{"kind":"StopAudio","stopAudio":{}}"""u8, out _));
        Assert.Equal(TimeSpan.Zero, session.Waiting);
        var frame = new short[320];
        var sent = 0;
        Assert.Equal(0, Allocated.Least(() => Go(50)));       // there is room for 250
        Assert.Equal(0, session.Dropped);
        Assert.Equal(0, Allocated.Least(() => Go(150)));
        Assert.Equal(750, session.Dropped);

        void Go(int frames)
        {
            for (var end = sent + frames; sent < end; sent++)
            {
                session.Send(sent, frame);
                session.Incoming!.Read(frame);
            }
        }
    }

    [Fact]
    public void Voices_that_stream_beside_each_other_have_names_times_and_pasts_of_their_own()
    {
        using var session = new StreamingSession(new StreamingOptions { SampleRate = 24_000, IsBidirectional = false, Voices = 4 }, 16_000, Noon);
        Assert.Null(session.Incoming);
        var tones = new[] { 500.0, 1100.0 }.Select(static hertz => ToneGenerator.Make(new Tone([hertz]), TimeSpan.FromSeconds(1), 16_000)).ToArray();
        var sent = new[] { new List<short>(), new List<short>() };
        string[] names = ["4:+12025550100", "4:+12025550101"];
        for (var frame = 0; frame < 50; frame++)
        {
            for (var who = 0; who < 2; who++) session.Send(20 * frame, tones[who].AsSpan(frame * 320, 320), who);
            for (var who = 0; who < 2; who++)
            {
                Assert.True(session.TryTake(at => names[at], out var text));
                var data = JsonDocument.Parse(text).RootElement.GetProperty("audioData");
                Assert.Equal((names[who], Noon.AddMilliseconds(20 * frame)), (data.GetProperty("participantRawID").GetString(), data.GetProperty("timestamp").GetDateTimeOffset()));
                sent[who].AddRange(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(data.GetProperty("data").GetBytesFromBase64()));
            }
        }
        Assert.True(Goertzel.Share(sent[0].ToArray().AsSpan(2400, 12_000), 500, 24_000) > 0.999);
        Assert.True(Goertzel.Share(sent[1].ToArray().AsSpan(2400, 12_000), 1100, 24_000) > 0.999);
        session.Tone("#");
        Assert.True(session.TryTake(static _ => null, out var key));
        Assert.Equal("#", JsonDocument.Parse(key).RootElement.GetProperty("dtmfData").GetProperty("data").GetString());
        Assert.False(session.TryTake(static _ => null, out _));
    }

    private static string Text(ReadOnlyMemory<byte> octets) => Encoding.UTF8.GetString(octets.Span);
}
