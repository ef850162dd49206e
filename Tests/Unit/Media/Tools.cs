using Telephony.Media.Processes;
using Xunit;

namespace Telephony.Unit.Media;

/// <summary>Other hands' programs that make and judge sound: sox, ffmpeg, espeak-ng (Tests/install-peers.sh installs them).</summary>
internal static class Tools
{
    public static readonly ChildPrograms Programs = new(TimeProvider.System);

    /// <summary>What the program wrote to its standard output.</summary>
    public static async Task<byte[]> RunAsync(string program, string arguments, byte[]? input = null)
    {
        var outcome = await Programs.RunAsync(new ChildRun(program, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)) { Input = input ?? [] }, TestContext.Current.CancellationToken);
        var ended = Assert.IsType<ChildOutcome.Ended>(outcome);
        Assert.True(ended.ExitCode == 0, $"{program} {arguments}: {ended.Complaint}");
        return ended.Output;
    }
}
