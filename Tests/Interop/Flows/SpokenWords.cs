using Telephony.Audio.Files;
using Telephony.Audio.Sources;
using Telephony.Media.Processes;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Flows;

/// <summary>Words by a program that writes a file; 8000 samples a second.</summary>
internal static class SpokenWords
{
    /// <summary>A voice that the recogniser understands.</summary>
    public static Task<short[]> ByFliteAsync(WorkFolder work, string words) => ByAsync(work, "flite", "-voice", "rms", "-t", words, "-o");

    public static Task<short[]> ByEspeakAsync(WorkFolder work, string words) => ByAsync(work, "espeak-ng", "-v", "en-us", "-s", "150", words, "-w");

    private static async Task<short[]> ByAsync(WorkFolder work, string program, params string[] arguments)
    {
        var file = work.File($"{Guid.NewGuid():N}.wav");
        Assert.IsType<ChildOutcome.Ended>(await new ChildPrograms(TimeProvider.System).RunAsync(new ChildRun(program, [.. arguments, file]), CancellationToken.None));
        Assert.True(WavReader.TryReadMono(await File.ReadAllBytesAsync(file), out var samples, out var rate, out var why), why.Sentence);
        return new PcmClip(samples, rate).At(8000).Samples.ToArray();
    }
}
