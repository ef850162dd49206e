using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Telephony.Audio.Detection;
using Telephony.Audio.Files;
using Telephony.Audio.Tones;
using Telephony.Media.Prompts;
using Telephony.Media.Recording;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Media;

public sealed class RecordingTests : IDisposable
{
    private const int Rate = 16_000;
    private const int Frame = Rate / 50;

    private readonly string _folder = Directory.CreateTempSubdirectory("telephony-").FullName;
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);
    private readonly byte[] _key = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_said_is_in_the_file_sample_by_sample(bool encrypted)
    {
        var store = Store();
        Assert.True(store.TryBegin(new RecordingOrder("r1", IsEncrypted: encrypted), out var recording, out var why), why);
        var said = ToneGenerator.Make(new Tone([440]), TimeSpan.FromSeconds(3), Rate);
        Say(recording!, said);
        var file = Assert.Single(await store.CompleteAsync(recording!, Cancel));
        Assert.Equal(3, file.Duration.TotalSeconds);
        var octets = await PlainAsync(store, file);
        Assert.Equal(octets.Length, file.SizeBytes);
        Assert.True(WavReader.TryReadMono(octets, out var samples, out var rate, out _));
        Assert.Equal(Rate, rate);
        Assert.Equal(said, samples);
        Assert.Equal(file, Assert.Single(store.Find("r1")));
        if (encrypted) Assert.Equal(-1, File.ReadAllBytes(file.Path).AsSpan().IndexOf(System.Runtime.InteropServices.MemoryMarshal.AsBytes(said.AsSpan(100, 20))));
    }

    [Fact]
    public async Task Each_voice_has_its_channel()
    {
        var store = Store();
        Assert.True(store.TryBegin(new RecordingOrder("r2", Channels: 3), out var recording, out _));
        short[][] voices = [ToneGenerator.Make(new Tone([300]), TimeSpan.FromSeconds(1), Rate), ToneGenerator.Make(new Tone([600]), TimeSpan.FromSeconds(1), Rate), ToneGenerator.Make(new Tone([1200]), TimeSpan.FromSeconds(1), Rate)];
        var side = new short[3 * Rate];
        for (var i = 0; i < side.Length; i++) side[i] = voices[i % 3][i / 3];
        Say(recording!, side);
        var file = Assert.Single(await store.CompleteAsync(recording!, Cancel));
        for (var channel = 1; channel <= 3; channel++)
        {
            var alone = await Tools.RunAsync("sox", $"{file.Path} -t raw - remix {channel}");
            Assert.Equal(voices[channel - 1], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(alone).ToArray());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_costs_what_came_after_the_last_flush_and_no_more(bool encrypted)
    {
        var store = Store();
        Assert.True(store.TryBegin(new RecordingOrder("r3", IsEncrypted: encrypted), out var recording, out _));
        var said = ToneGenerator.Make(new Tone([440]), TimeSpan.FromSeconds(5), Rate);
        Say(recording!, said.AsSpan(0, 4 * Rate));
        var part = Assert.Single(Directory.GetFiles(_folder));
        await FlushedAsync(() => recording!.Duration == TimeSpan.FromSeconds(4) && new FileInfo(part).Length >= 4 * Rate * 2);
        Say(recording!, said.AsSpan(4 * Rate));
        // The process is gone: what another one finds is the file as it lies there.
        var other = Directory.CreateDirectory(Path.Combine(_folder, "after")).FullName;
        File.Copy(part, Path.Combine(other, Path.GetFileName(part)));
        if (encrypted) await File.AppendAllBytesAsync(Path.Combine(other, Path.GetFileName(part)), [0xE8, 0x03, 0, 0, .. new byte[100]], Cancel);        // a tenth of a chunk
        var after = Store(folder: other);
        var file = Assert.Single(after.Recover());
        Assert.Equal(4, file.Duration.TotalSeconds);
        Assert.True(WavReader.TryReadMono(await PlainAsync(after, file), out var samples, out _, out _));
        Assert.Equal(said[..(4 * Rate)], samples);
        Assert.Empty(after.Recover());
        await recording!.DisposeAsync();
    }

    [Theory]
    [InlineData(false, "ffmpeg")]
    [InlineData(true, "ffmpeg")]
    [InlineData(false, "no-such-ffmpeg")]
    public async Task Mp3_is_made_at_the_end_by_ffmpeg_or_lame(bool encrypted, string ffmpeg)
    {
        var store = Store(ffmpeg);
        Assert.True(store.TryBegin(new RecordingOrder("r4", RecordingFormat.Mp3, IsEncrypted: encrypted), out var recording, out var why), why);
        Say(recording!, ToneGenerator.Make(new Tone([440]), TimeSpan.FromSeconds(3), Rate));
        var file = Assert.Single(await store.CompleteAsync(recording!, Cancel));
        Assert.Equal(RecordingFormat.Mp3, file.Format);
        Assert.Single(Directory.GetFiles(_folder));
        var (clip, failed) = await new SoundDecoder(Tools.Programs, new DecodeLimits { Ffmpeg = "" }).DecodeAsync(await PlainAsync(store, file), Cancel);
        Assert.True(clip is not null, failed?.Sentence);
        Assert.InRange(clip.Duration.TotalSeconds, 2.9, 3.3);
        Assert.True(Goertzel.Share(clip.Samples.Span.Slice(Rate, Rate), 440, Rate) > 0.99);
    }

    [Fact]
    public async Task A_pause_leaves_no_gap_and_what_was_said_in_it_is_not_there()
    {
        var store = Store();
        Assert.True(store.TryBegin(new RecordingOrder("r5"), out var recording, out _));
        Say(recording!, ToneGenerator.Make(new Tone([440]), TimeSpan.FromSeconds(1), Rate));
        recording!.Pause();
        Say(recording, ToneGenerator.Make(new Tone([2000]), TimeSpan.FromSeconds(1), Rate));
        recording.Resume();
        Say(recording, ToneGenerator.Make(new Tone([440]), TimeSpan.FromSeconds(1), Rate));
        var file = Assert.Single(await store.CompleteAsync(recording, Cancel));
        Assert.Equal(2, file.Duration.TotalSeconds);
        Assert.True(WavReader.TryReadMono(await PlainAsync(store, file), out var samples, out _, out _));
        Assert.True(Goertzel.Share(samples, 440, Rate) > 0.9);
    }

    [Fact]
    public async Task A_disk_that_is_too_slow_costs_frames_but_no_time()
    {
        // The clock stands still, so nothing is taken from the ring: it holds ten seconds.
        var store = Store();
        Assert.True(store.TryBegin(new RecordingOrder("r6"), out var recording, out _));
        short[] frame = [.. Enumerable.Repeat((short)500, Frame)];
        Assert.Equal(0, Allocated.Least(() => Write(100)));
        Assert.Equal(0, recording!.Dropped);
        Assert.Equal(0, Allocated.Least(() => Write(20)));
        Assert.Equal(100, recording.Dropped);
        await FlushedAsync(() => recording.Duration == TimeSpan.FromSeconds(10));
        Say(recording, frame);
        var file = Assert.Single(await store.CompleteAsync(recording, Cancel));
        Assert.Equal(12.02, file.Duration.TotalSeconds, 3);
        Assert.True(WavReader.TryReadMono(await PlainAsync(store, file), out var samples, out _, out _));
        Assert.Equal(501, samples.Count(static sample => sample == 500) / Frame);
        Assert.All(samples[(500 * Frame)..(600 * Frame)], static sample => Assert.Equal(0, sample));

        void Write(int frames)
        {
            for (var i = 0; i < frames; i++) recording!.Write(frame);
        }
    }

    [Fact]
    public async Task A_long_recording_goes_on_in_further_files()
    {
        var store = Store(maxBytes: Rate * 2);
        Assert.True(store.TryBegin(new RecordingOrder("r7"), out var recording, out _));
        Say(recording!, ToneGenerator.Make(new Tone([440]), TimeSpan.FromSeconds(2.5), Rate));
        var files = await store.CompleteAsync(recording!, Cancel);
        Assert.Equal([1, 1, 0.5], files.Select(static file => file.Duration.TotalSeconds));
        Assert.Equal(3, store.Delete("r7"));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void What_is_old_is_deleted_and_nothing_else()
    {
        var store = Store();
        foreach (var name in (string[])["a.0.wav", "b.0.mp3.enc", "notes.txt"])
        {
            File.WriteAllText(Path.Combine(_folder, name), "x");
            File.SetLastWriteTimeUtc(Path.Combine(_folder, name), DateTime.UnixEpoch);
        }
        File.WriteAllText(Path.Combine(_folder, "c.0.wav"), "x");
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "c.0.wav"), DateTime.UnixEpoch.AddDays(20));
        _clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(2, store.Sweep());
        Assert.Equal(["c.0.wav", "notes.txt"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("../x", 1, RecordingFormat.Wav, "names a file")]
    [InlineData("x", 9, RecordingFormat.Wav, "1 to 8 channels")]
    [InlineData("x", 3, RecordingFormat.Mp3, "one or two channels")]
    public void A_wrong_order_is_refused_with_a_sentence(string id, int channels, RecordingFormat format, string words)
    {
        Assert.False(Store().TryBegin(new RecordingOrder(id, format, channels), out _, out var why));
        Assert.Contains(words, why, StringComparison.Ordinal);
        Assert.Empty(Store().Find("../x"));
    }

    [Fact]
    public async Task A_recording_that_was_changed_or_has_another_key_is_not_opened()
    {
        var store = Store();
        Assert.True(store.TryBegin(new RecordingOrder("r8", IsEncrypted: true), out var recording, out _));
        Say(recording!, new short[Rate]);
        var file = Assert.Single(await store.CompleteAsync(recording!, Cancel));
        var octets = await File.ReadAllBytesAsync(file.Path, Cancel);
        var random = new Random(4);
        for (var i = 0; i < 50; i++)
        {
            var changed = (byte[])octets.Clone();
            changed[random.Next(40, octets.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(file.Path, changed, Cancel);
            // A length that was raised looks like a file that was cut off: less comes out, never anything else.
            try
            {
                Assert.True((await PlainAsync(store, file)).Length < file.SizeBytes);
            }
            catch (InvalidDataException)
            {
            }
        }
        await File.WriteAllBytesAsync(file.Path, octets, Cancel);
        _key[0] ^= 1;
        await Assert.ThrowsAsync<InvalidDataException>(() => PlainAsync(Store(), file));
    }

    private RecordingStore Store(string ffmpeg = "ffmpeg", long maxBytes = 1 << 30, string? folder = null) =>
        new(new RecordingStoreOptions { Folder = folder ?? _folder, Key = [.. _key], Ffmpeg = ffmpeg, MaxFileBytes = maxBytes }, Tools.Programs, _clock, NullLogger.Instance);

    /// <summary>Lets the writer's seconds pass until it has done something.</summary>
    private async Task FlushedAsync(Func<bool> done)
    {
        for (var i = 0; !done(); i++)
        {
            Assert.True(i < 1_000_000, "The recording was not written.");
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private static void Say(CallRecording recording, ReadOnlySpan<short> samples)
    {
        for (var at = 0; at + recording.FrameSamples <= samples.Length; at += recording.FrameSamples) recording.Write(samples.Slice(at, recording.FrameSamples));
    }

    private static async Task<byte[]> PlainAsync(RecordingStore store, RecordedFile file)
    {
        using var plain = new MemoryStream();
        await store.CopyToAsync(file, plain, Cancel);
        return plain.ToArray();
    }
}
