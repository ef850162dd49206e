using System.Buffers.Binary;
using Telephony.Calls.Steering;
using Telephony.Domain.Identity;
using Telephony.FlowRunner.Recordings;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Flows;

/// <summary>What a caller says, until silence or the limit.</summary>
public sealed class RecorderTests : IDisposable
{
    private const int FrameSamples = SteeredSound.SampleRate / 50;

    private readonly TemporaryDirectory _directory = new();
    private int _due;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Silence_after_speech_ends_it_and_does_not_count()
    {
        var recorder = Recorder(longest: 60, silence: 2);
        Says(recorder, seconds: 3);
        IsQuiet(recorder, seconds: 1.9);
        Assert.Equal(0, _due);
        Says(recorder, seconds: 1);      // he goes on
        IsQuiet(recorder, seconds: 2.5);
        Assert.Equal(1, _due);
        var (file, length) = await recorder.CloseAsync();
        Assert.Equal(5.9, length.TotalSeconds, 0.05);
        Assert.Equal(7.9, Seconds(file), 0.05);      // what came after it was due is not kept
    }

    [Fact]
    public async Task The_limit_ends_it()
    {
        var recorder = Recorder(longest: 3, silence: 0);
        Says(recorder, seconds: 10);
        Assert.Equal(1, _due);
        var (file, length) = await recorder.CloseAsync();
        Assert.Equal((3.0, 3.0), (Math.Round(length.TotalSeconds, 1), Math.Round(Seconds(file), 1)));
    }

    [Fact]
    public async Task A_caller_who_says_nothing_has_left_nothing()
    {
        var recorder = Recorder(longest: 60, silence: 2);
        IsQuiet(recorder, seconds: 3);
        Assert.Equal(1, _due);
        Assert.Equal(TimeSpan.Zero, (await recorder.CloseAsync()).Length);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_gives_no_file()
    {
        await File.WriteAllTextAsync(_directory.File("taken"), "");
        var recorder = new Recorder(_directory.File("taken"), "x", TimeSpan.FromSeconds(5), TimeSpan.Zero, () => _due++);
        Says(recorder, seconds: 1);
        Assert.Null((await recorder.CloseAsync()).File);
    }

    [Fact]
    public void Recordings_of_flows_go_when_they_are_old_and_nothing_else_does()
    {
        var now = DateTimeOffset.UtcNow;
        var call = CallId.New(TimeProvider.System);
        foreach (var (name, age) in new[] { ($"{FlowRecordings.NameOf(now, call, 3)}.wav", 10), ($"{FlowRecordings.NameOf(now, call, 4)}.wav", 1), ("somebody-elses.wav", 10), ($"{FlowRecordings.NameOf(now, call, 5)}.json", 10) })
        {
            File.WriteAllText(_directory.File(name), "");
            File.SetLastWriteTimeUtc(_directory.File(name), now.AddDays(-age).UtcDateTime);
        }
        var folder = Path.GetDirectoryName(_directory.File("x"))!;
        Assert.Equal(1, FlowRecordings.Sweep(folder, now.AddDays(-5)));
        Assert.False(File.Exists(_directory.File($"{FlowRecordings.NameOf(now, call, 3)}.wav")));
        Assert.Equal(3, Directory.GetFiles(folder).Length);
        Assert.Equal(0, FlowRecordings.Sweep(_directory.File("not there"), now));
    }

    private Recorder Recorder(double longest, double silence) => new(_directory.File("recordings"), "x", TimeSpan.FromSeconds(longest), TimeSpan.FromSeconds(silence), () => _due++);

    private static void Says(Recorder recorder, double seconds) => Hears(recorder, seconds, static i => (short)(8000 * Math.Sin(i * 0.3)));

    // A line is never quite still.
    private static void IsQuiet(Recorder recorder, double seconds) => Hears(recorder, seconds, static i => (short)(i % 3));

    private static void Hears(Recorder recorder, double seconds, Func<int, short> sample)
    {
        short[] frame = [.. Enumerable.Range(0, FrameSamples).Select(sample)];
        for (var i = 0; i < Math.Round(seconds * 50); i++) recorder.Hear(frame);
    }

    private static double Seconds(string? file)
    {
        Assert.NotNull(file);
        var bytes = File.ReadAllBytes(file);
        Assert.Equal(bytes.Length - 44, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(40)));
        return (bytes.Length - 44) / 2.0 / SteeredSound.SampleRate;
    }
}
