using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Telephony.Audio.Detection;
using Telephony.Audio.Tones;
using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Automation.Streams;
using Telephony.Domain.Identity;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>The sound of calls on a WebSocket of the application, judged by its content.</summary>
public class StreamTests : AutomationScenario
{
    private const string Second = "+14255550133";
    private static readonly ResourceId Us = ResourceId.Default;
    private static readonly MediaStreamTerms Mixed = new(new Uri("wss://app.example/sound")) { IsMixed = true, StartsAtOnce = true };

    [Fact]
    public void A_call_streams_what_its_phone_says_until_it_ends()
    {
        var (call, socket) = Streams(Mixed with { WithTones = true });
        var opening = Assert.Single(Servers.Openings);
        Assert.Equal((call.Id, call.CorrelationId, Us, "wss://app.example/sound"), (opening.CallConnectionId, opening.CorrelationId, opening.Resource, opening.Url.OriginalString));
        var metadata = Next(socket);
        Assert.Equal("AudioMetadata", metadata.GetProperty("kind").GetString());
        Assert.Equal(Does(Desk.GetAsync(Us, call.Id)).Media, new StreamView(metadata.GetProperty("audioMetadata").GetProperty("subscriptionId").GetString()!, IsActive: true));
        Voice.Talk(Ladder, 100, (new Voice(Ladder, Alpha, "PCMU"), 700));
        var sound = Sound(socket);
        Assert.InRange(sound[""].Count, 30_000, 33_000);
        Assert.True(Share(sound[""], 700) > 0.95);
        Alpha.PressesKey('5');
        Ladder.Wait(0.3);
        Assert.Contains(Take(socket), static document => document.GetProperty("kind").GetString() == "DtmfData" && document.GetProperty("dtmfData").GetProperty("data").GetString() == "5");
        HangsUp(Alpha);
        AssertUpdate("MediaStreamingStopped", "mediaStreamingStopped", "subscriptionStopped");
        IsTold("CallDisconnected");
        IsLeft(socket);
        AssertDeskIsEmpty();
    }

    [Fact]
    public void Each_phone_of_an_unmixed_stream_is_there_by_itself_and_a_muted_one_is_silent()
    {
        var (call, socket) = Streams(Mixed with { IsMixed = false, SampleRate = 24_000 });
        Adds(call, Beta, Second);
        var (a, b) = (new Voice(Ladder, Alpha, "PCMU"), new Voice(Ladder, Beta, "PCMU"));
        Voice.Talk(Ladder, 100, (a, 440), (b, 1000));
        var sound = Sound(socket);
        Assert.Equal(["4:" + Theirs, "4:" + Second], sound.Keys.Order());
        Assert.True(Share(sound["4:" + Theirs], 440, 24_000) > 0.95);
        Assert.True(Share(sound["4:" + Second], 1000, 24_000) > 0.95);
        Does(Desk.MuteAsync(Us, call.Id, ["4:" + Second], muted: true));
        IsTold("ParticipantsUpdated");
        Ladder.Wait(0.3);
        Take(socket);
        Voice.Talk(Ladder, 50, (a, 440), (b, 1000));
        sound = Sound(socket);
        Assert.True(Share(sound["4:" + Theirs], 440, 24_000) > 0.95);
        Assert.All(sound["4:" + Second].Skip(2400), static sample => Assert.InRange(sample, -8, 8));
        EndAll(call, socket, Alpha, Beta);
    }

    [Fact]
    public void What_the_application_says_is_heard_and_can_be_stopped_and_does_not_come_back_to_it()
    {
        var (call, socket) = Streams(Mixed with { IsBidirectional = true });
        var phone = new Voice(Ladder, Alpha, "PCMU");
        Says(socket, 1500, seconds: 10);
        Voice.Talk(Ladder, 100, (phone, 700));
        Assert.True(phone.ShareOf(1500) > 0.9);
        Assert.True(phone.HearsNow(1500));
        Assert.True(Share(Sound(socket)[""], 700) > 0.95);
        socket.Says("""{"kind":"StopAudio","stopAudio":{}}""");
        Assert.True(SpinWait.SpinUntil(() => { Ladder.Wait(0.1); return !phone.HearsNow(1500); }, TimeSpan.FromSeconds(5)));
        socket.Says("no document");
        Says(socket, 1200, seconds: 1);
        Assert.True(SpinWait.SpinUntil(() => { Ladder.Wait(0.1); return phone.HearsNow(1200); }, TimeSpan.FromSeconds(5)), "The stream does not go on behind what cannot be read.");
        EndAll(call, socket, Alpha);
    }

    [Fact]
    public void What_a_phone_does_not_send_is_silence_that_takes_its_time()
    {
        var (call, socket) = Streams(Mixed);
        var phone = new Voice(Ladder, Alpha, "PCMU");
        Voice.Talk(Ladder, 50, (phone, 700));
        for (var i = 0; i < 50; i++)
        {
            phone.Loses();
            Ladder.Wait(0.02);
        }
        Voice.Talk(Ladder, 50, (phone, 700));
        var frames = Take(socket).Where(static document => document.GetProperty("kind").GetString() == "AudioData").Select(static document => document.GetProperty("audioData")).ToList();
        Assert.InRange(frames.Count, 148, 152);
        var times = frames.Select(static frame => frame.GetProperty("timestamp").GetDateTimeOffset()).ToList();
        for (var i = 1; i < times.Count; i++) Assert.Equal(20, (times[i] - times[i - 1]).TotalMilliseconds, 1.0);
        short[][] sounds = [.. frames.Select(static frame => MemoryMarshal.Cast<byte, short>(frame.GetProperty("data").GetBytesFromBase64()).ToArray())];
        Assert.All(sounds[20..45], static sound => Assert.True(Goertzel.Share(sound, 700, 16_000) > 0.9));
        Assert.All(sounds[70..95], static sound => Assert.All(sound, static sample => Assert.InRange(sample, -8, 8)));
        Assert.All(sounds[120..145], static sound => Assert.True(Goertzel.Share(sound, 700, 16_000) > 0.9));
        EndAll(call, socket, Alpha);
    }

    [Fact]
    public void An_application_that_is_not_asked_to_speak_is_not_heard()
    {
        var (call, socket) = Streams(Mixed);
        var phone = new Voice(Ladder, Alpha, "PCMU");
        Says(socket, 1500, seconds: 2);
        Voice.Talk(Ladder, 75, (phone, 700));
        Assert.False(phone.HearsNow(1500));
        EndAll(call, socket, Alpha);
    }

    [Fact]
    public void A_stream_starts_and_stops_when_it_is_told_to()
    {
        var call = Creates(new StreamOrder(Mixed with { StartsAtOnce = false }, null));
        Assert.Empty(Servers.Openings);
        Assert.Equal(409, IsRefused(Desk.StopMediaStreamingAsync(Us, call.Id, OperationTerms.None)).Status);
        for (var round = 1; round <= 2; round++)
        {
            Does(Desk.StartMediaStreamingAsync(Us, call.Id, new OperationTerms($"start {round}")));
            Assert.Equal(409, IsRefused(Desk.StartMediaStreamingAsync(Us, call.Id, OperationTerms.None)).Status);
            Assert.Equal($"start {round}", AssertUpdate("MediaStreamingStarted", "mediaStreamingStarted", "subscriptionStarted").GetProperty("operationContext").GetString());
            var socket = Servers.Next(Idle);
            Assert.Equal("AudioMetadata", Next(socket).GetProperty("kind").GetString());
            Does(Desk.StopMediaStreamingAsync(Us, call.Id, new OperationTerms("stop")));
            Assert.Equal("stop", AssertUpdate("MediaStreamingStopped", "mediaStreamingStopped", "subscriptionStopped").GetProperty("operationContext").GetString());
            IsLeft(socket);
        }
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        Assert.Equal(404, IsRefused(Desk.StartMediaStreamingAsync(Us, call.Id, OperationTerms.None)).Status);
        AssertDeskIsEmpty();
    }

    [Theory]
    [InlineData(StreamFault.Unreachable, "initialWebSocketConnectionFailed")]
    [InlineData(StreamFault.Unauthenticated, "authenticationFailure")]
    [InlineData(StreamFault.TimedOut, "serviceTimeout")]
    public void A_stream_that_nobody_takes_fails_and_may_be_tried_again(StreamFault fault, string details)
    {
        Servers.Refuses = _ => new StreamReply.Failed(fault, "Nobody is there.");
        var call = Creates(new StreamOrder(Mixed, null));
        var failed = AssertUpdate("MediaStreamingFailed", "mediaStreamingFailed", details);
        Assert.Equal((400, 8581), ResultOf(failed));
        Servers.Refuses = static _ => null;
        Does(Desk.StartMediaStreamingAsync(Us, call.Id, OperationTerms.None));
        AssertUpdate("MediaStreamingStarted", "mediaStreamingStarted", "subscriptionStarted");
        EndAll(call, Servers.Next(Idle), Alpha);
    }

    [Fact]
    public void A_stream_that_breaks_comes_back_or_fails()
    {
        var (call, socket) = Streams(Mixed);
        socket.Breaks();
        Assert.Equal("streamConnectionReestablished", ToldWhile(0.25).GetProperty("mediaStreamingUpdate").GetProperty("mediaStreamingStatusDetails").GetString());
        var second = Servers.Next(Idle);
        Assert.Equal("AudioMetadata", Next(second).GetProperty("kind").GetString());
        Servers.Refuses = static _ => new StreamReply.Failed(StreamFault.Unreachable, "Nobody is there any more.");
        second.Breaks();
        var told = ToldWhile(0.25);
        Assert.Equal("streamConnectionInterrupted", told.GetProperty("mediaStreamingUpdate").GetProperty("mediaStreamingStatusDetails").GetString());
        Assert.Equal(5, Servers.Openings.Count);
        Assert.Equal((0, 1, 1), (Desk.MediaStreams.Open, Desk.MediaStreams.Reconnects, Desk.MediaStreams.Failures));
        EndCall(call, Alpha);
    }

    [Fact]
    public void An_application_that_closes_the_stream_ends_it_and_one_that_stops_reading_loses_it()
    {
        var (call, socket) = Streams(Mixed);
        socket.Closes(WebSocketCloseStatus.NormalClosure);
        AssertUpdate("MediaStreamingStopped", "mediaStreamingStopped", "subscriptionStopped");
        Does(Desk.StartMediaStreamingAsync(Us, call.Id, OperationTerms.None));
        AssertUpdate("MediaStreamingStarted", "mediaStreamingStarted", "subscriptionStarted");
        var second = Servers.Next(Idle);
        second.Stalls = true;
        ToldWhile(0.5);   // after 10 s the connection is given up, and opened again
        Assert.True(second.IsLeft);
        Assert.Equal((1, 1, 0), (Desk.MediaStreams.Open, Desk.MediaStreams.Reconnects, Desk.MediaStreams.Failures));
        Assert.InRange(Desk.MediaStreams.Dropped, 50, 600);   // of 10 s, less what waits
        EndAll(call, Servers.Next(Idle), Alpha);
    }

    [Fact]
    public void What_the_application_says_is_recorded_with_the_rest_and_another_controller_has_a_stream_of_its_own()
    {
        var (call, socket) = Streams(Mixed with { IsBidirectional = true });
        var other = Does(Desk.ConnectAsync(Us, call.ServerCallId, Callbacks, null, new StreamOrder(Mixed with { StartsAtOnce = true }, null)));
        string[] begun = [.. Enumerable.Range(0, 4).Select(_ => IsToldAny()["Microsoft.Communication.".Length..])];   // each connection has an order of its own
        Assert.Equal(["CallConnected", "MediaStreamingStarted", "ParticipantsUpdated", "ParticipantsUpdated"], begun.Order());
        var theirs = Servers.Next(Idle);
        Says(socket, 1500, seconds: 3);
        Voice.Talk(Ladder, 100, (new Voice(Ladder, Alpha, "PCMU"), 440));
        var both = Sound(theirs)[""];
        Assert.True(Share(both, 1500) > 0.1 && Share(both, 440) > 0.1, "The other controller does not hear both.");
        Assert.True(Share(Sound(socket)[""], 440) > 0.95);
        Assert.Equal(409, IsRefused(Desk.StopMediaStreamingAsync(Us, call.Id, OperationTerms.None)).Status);   // who steers is another one
        Does(Desk.HangUpAsync(Us, other.Id, forEveryone: true));
        IsHungUp(Alpha);
        string[] all = [.. Enumerable.Range(0, 4).Select(_ => IsToldAny()["Microsoft.Communication.".Length..])];
        Assert.Equal(["CallDisconnected", "CallDisconnected", "MediaStreamingStopped", "MediaStreamingStopped"], all.Order());
        AssertDeskIsEmpty();
    }

    private (ConnectionView Call, ScriptedSocket Socket) Streams(MediaStreamTerms terms)
    {
        var call = Creates(new StreamOrder(terms, null));
        AssertUpdate("MediaStreamingStarted", "mediaStreamingStarted", "subscriptionStarted");
        return (call, Servers.Next(Idle));
    }

    private JsonElement AssertUpdate(string type, string status, string details)
    {
        var data = IsTold(type);
        var update = data.GetProperty("mediaStreamingUpdate");
        Assert.Equal(("Audio", status, details), (update.GetProperty("contentType").GetString(), update.GetProperty("mediaStreamingStatus").GetString(), update.GetProperty("mediaStreamingStatusDetails").GetString()));
        return data;
    }

    /// <summary>The next callback, while time passes.</summary>
    private JsonElement ToldWhile(double step)
    {
        var callback = App.Next(() => Ladder.Wait(step));
        Assert.StartsWith("Microsoft.Communication.MediaStreaming", callback.Type, StringComparison.Ordinal);
        return JsonDocument.Parse(callback.Data).RootElement;
    }

    private JsonElement Next(ScriptedSocket socket) => socket.Next(Idle);

    /// <summary>All that is sent until nothing more comes.</summary>
    private List<JsonElement> Take(ScriptedSocket socket)
    {
        var all = new List<JsonElement>();
        SpinWait.SpinUntil(() => { var more = socket.Take().ToList(); all.AddRange(more); return false; }, TimeSpan.FromMilliseconds(200));
        return all;
    }

    /// <summary>Samples by participant; all in one: by "".</summary>
    private Dictionary<string, List<short>> Sound(ScriptedSocket socket)
    {
        var sound = new Dictionary<string, List<short>>();
        var last = DateTimeOffset.MinValue;
        foreach (var document in Take(socket).Where(static document => document.GetProperty("kind").GetString() == "AudioData"))
        {
            var data = document.GetProperty("audioData");
            var who = data.TryGetProperty("participantRawID", out var id) ? id.GetString()! : "";
            if (!sound.TryGetValue(who, out var samples)) sound[who] = samples = [];
            samples.AddRange(MemoryMarshal.Cast<byte, short>(data.GetProperty("data").GetBytesFromBase64()));
            var at = data.GetProperty("timestamp").GetDateTimeOffset();
            Assert.True(at >= last, "Time goes back.");
            last = at;
        }
        return sound;
    }

    private static double Share(List<short> samples, double frequency, int rate = 16_000) => Goertzel.Share(samples.ToArray().AsSpan(samples.Count / 2, rate / 2), frequency, rate);

    private static void Says(ScriptedSocket socket, double frequency, double seconds)
    {
        var tone = ToneGenerator.Make(new Tone([frequency], -12), TimeSpan.FromSeconds(seconds), 16_000);
        for (var at = 0; at < tone.Length; at += 3200)
            socket.Says($$$"""{"kind":"AudioData","audioData":{"data":"{{{Convert.ToBase64String(MemoryMarshal.AsBytes(tone.AsSpan(at, Math.Min(3200, tone.Length - at))))}}}"}}""");
        socket.IsHeard();
    }

    private void EndAll(ConnectionView call, ScriptedSocket socket, params Party[] phones)
    {
        Does(Desk.HangUpAsync(Us, call.Id, forEveryone: true));
        foreach (var phone in phones) IsHungUp(phone);
        while (IsToldAny() is var type && type != "Microsoft.Communication.CallDisconnected") Assert.Contains(type, (string[])["Microsoft.Communication.ParticipantsUpdated", "Microsoft.Communication.MediaStreamingStopped"]);
        IsLeft(socket);
        AssertDeskIsEmpty();
    }

    private void EndCall(ConnectionView call, Party phone)
    {
        Does(Desk.HangUpAsync(Us, call.Id, forEveryone: true));
        IsHungUp(phone);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }
}
