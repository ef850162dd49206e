using System.Buffers.Binary;
using Telephony.Audio.Detection;
using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Recordings;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;
using Telephony.Media.Recording;
using Telephony.Scenarios.Calls;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>Recordings of calls, judged by their content.</summary>
public class RecordingTests : AutomationScenario
{
    private const string Second = "+14255550133";
    private static readonly ResourceId Us = ResourceId.Default;

    [Fact]
    public void A_mixed_recording_holds_what_is_said_and_what_is_played()
    {
        var call = Calls(Alpha);
        Adds(call, Beta, Second);
        var recording = Start(call, isMixed: true);
        Assert.Equal("active", IsTold("RecordingStateChanged").GetProperty("state").GetString());
        Talk();
        Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([ScriptedPrompts.Tone(1500, 1)], []), OperationTerms.None));
        IsTold("PlayStarted");
        Ladder.Wait(1.2);
        IsTold("PlayCompleted");
        Does(Desk.StopRecordingAsync(Us, recording.Id));
        Assert.Equal("inactive", IsTold("RecordingStateChanged").GetProperty("state").GetString());
        var samples = Read(recording.Id, channels: 1)[0];
        Assert.Equal((true, true, true), (Has(samples, 440), Has(samples, 700), Has(samples, 1500)));
        Assert.Equal("Microsoft.Communication.RecordingFileStatusUpdated", Published[^1].Type);
        Assert.Equal(1, DataOf(Published[^1]).GetProperty("recordingStorageInfo").GetProperty("recordingChunks").GetArrayLength());
        EndAll(call);
    }

    [Fact]
    public void An_unmixed_recording_has_a_channel_for_each()
    {
        var call = Calls(Alpha);
        Adds(call, Beta, Second);
        var recording = Start(call, isMixed: false);
        IsTold("RecordingStateChanged");
        Talk();
        Does(Desk.StopRecordingAsync(Us, recording.Id));
        IsTold("RecordingStateChanged");
        var channels = Read(recording.Id, RecordingDesk.Channels);
        Assert.Equal((true, false), (Has(channels[0], 440), Has(channels[0], 700)));
        Assert.Equal((false, true), (Has(channels[1], 440), Has(channels[1], 700)));
        EndAll(call);
    }

    [Fact]
    public void What_is_said_in_a_pause_is_not_in_it()
    {
        var call = Calls(Alpha);
        var recording = Start(call, isMixed: true);
        IsTold("RecordingStateChanged");
        Does(Desk.PauseRecordingAsync(Us, recording.Id));
        Assert.Equal("inactive", IsTold("RecordingStateChanged").GetProperty("state").GetString());
        Assert.False(Does(Desk.GetRecordingAsync(Us, recording.Id)).IsActive);
        Voice.Talk(Ladder, 50, (new Voice(Ladder, Alpha, "PCMU"), 700));
        Does(Desk.ResumeRecordingAsync(Us, recording.Id));
        IsTold("RecordingStateChanged");
        Voice.Talk(Ladder, 100, (new Voice(Ladder, Alpha, "PCMU"), 440));
        HangsUp(Alpha);   // which ends the recording
        IsTold("RecordingStateChanged");
        IsTold("CallDisconnected");
        var samples = Read(recording.Id, channels: 1)[0];
        Assert.Equal((true, false), (Has(samples, 440), Has(samples, 700)));
        Assert.Equal("RecordingNotFound", IsRefused(Desk.GetRecordingAsync(Us, recording.Id)).Code);
        Assert.True(ResourceId.TryParse("other", out var other));
        Assert.Empty(Recordings.Find(recording.Id, other));
        Assert.Equal(1, Recordings.Delete(recording.Id, Us));
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_recording_that_was_cut_is_told_of_when_it_can_be_fetched_and_not_before()
    {
        var (call, left) = (Calls(Alpha), new TemporaryDirectory());
        var recording = Start(call, isMixed: true);
        IsTold("RecordingStateChanged");
        Assert.True(SpinWait.SpinUntil(() => { Voice.Talk(Ladder, 60, (new Voice(Ladder, Alpha, "PCMU"), 440)); return Directory.EnumerateFiles(RecordingFolder, "*.part").Any(static file => new FileInfo(file).Length > 64_000); }, TimeSpan.FromSeconds(10)), "Nothing is written.");
        foreach (var file in Directory.EnumerateFiles(RecordingFolder)) File.Copy(file, Path.Combine(left.Path, Path.GetFileName(file)));   // what a crash leaves now
        File.WriteAllText(Path.Combine(left.Path, $"{recording.Id}.0.mp3.new"), "half of one");
        HangsUp(Alpha);
        IsTold("RecordingStateChanged");
        IsTold("CallDisconnected");
        Read(recording.Id, channels: 1);
        AssertDeskIsEmpty();

        var (told, served, after) = (Published.Count, new TaskCompletionSource(), RecordingsIn(left.Path));
        after.Recover(Desk, served.Task);
        Assert.True(SpinWait.SpinUntil(() => after.Find(recording.Id, Us).Count == 1, TimeSpan.FromSeconds(10)), "There is no file.");
        Assert.Equal(told, Published.Count);
        served.SetResult();
        Assert.True(SpinWait.SpinUntil(() => Desk.Counts.Work == 0, TimeSpan.FromSeconds(10)), "It is not told of.");
        Assert.Equal(told + 1, Published.Count);
        Assert.Equal("GatewayRestarted", DataOf(Published[^1]).GetProperty("sessionEndReason").GetString());
        Assert.Equal([$"{recording.Id}.0.wav"], Directory.EnumerateFiles(left.Path).Select(Path.GetFileName));
        left.Dispose();
    }

    [Fact]
    public void A_recording_is_kept_as_long_as_is_set_and_no_longer()
    {
        var call = Calls(Alpha);
        var old = Start(call, isMixed: true);
        IsTold("RecordingStateChanged");
        HangsUp(Alpha);
        IsTold("RecordingStateChanged");
        IsTold("CallDisconnected");
        Read(old.Id, channels: 1);
        Ladder.Wait(TimeSpan.FromDays(29.9).TotalSeconds);
        Assert.Equal(0, Recordings.Sweep());
        Assert.Single(Recordings.Find(old.Id, Us));
        Ladder.Wait(TimeSpan.FromDays(0.2).TotalSeconds);
        call = Calls(Alpha);
        var running = Start(call, isMixed: true);
        IsTold("RecordingStateChanged");
        Assert.Equal(1, Recordings.Sweep());
        Assert.Empty(Recordings.Find(old.Id, Us));
        HangsUp(Alpha);
        IsTold("RecordingStateChanged");
        IsTold("CallDisconnected");
        Read(running.Id, channels: 1);
        AssertDeskIsEmpty();
    }

    private RecordingView Start(ConnectionView call, bool isMixed) => Does(Desk.StartRecordingAsync(Us, call.ServerCallId, "", new RecordingTerms(RecordingFormat.Wav, isMixed, PauseOnStart: false, StateCallbackUri: null)));

    private void Talk() => Voice.Talk(Ladder, 100, (new Voice(Ladder, Alpha, "PCMU"), 440), (new Voice(Ladder, Beta, "PCMU"), 700));

    private short[][] Read(string id, int channels)
    {
        var files = Array.Empty<RecordedFile>();
        Assert.True(SpinWait.SpinUntil(() => { Ladder.Wait(0.1); files = [.. Recordings.Find(id, Us)]; return files.Length > 0 && Desk.Counts.Work <= 1; }, TimeSpan.FromSeconds(10)), "There is no file.");
        var file = File.ReadAllBytes(files[0].Path);
        Assert.Equal((channels, 16000), (BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(22)), BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(24))));
        var data = file.AsSpan(file.AsSpan().IndexOf("data"u8) + 8);
        var all = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(data[..(data.Length / 2 * 2)]).ToArray();
        return [.. Enumerable.Range(0, channels).Select(channel => all.Where((_, i) => i % channels == channel).ToArray())];
    }

    /// <summary>Half a second of it is there somewhere.</summary>
    private static bool Has(short[] samples, double frequency)
    {
        var windows = 0;
        for (var at = 0; at + 1600 <= samples.Length; at += 1600)
        {
            var part = samples.AsSpan(at, 1600);
            if (Goertzel.RootMeanSquare(part) > 300 && Goertzel.Share(part, frequency, 16000) > 0.3) windows++;
        }
        return windows >= 5;
    }

    private void EndAll(ConnectionView call)
    {
        Does(Desk.HangUpAsync(Us, call.Id, forEveryone: true));
        IsHungUp(Alpha);
        IsHungUp(Beta);
        while (IsToldAny() is var type && type != "Microsoft.Communication.CallDisconnected") Assert.Equal("Microsoft.Communication.ParticipantsUpdated", type);
        AssertDeskIsEmpty();
    }
}
