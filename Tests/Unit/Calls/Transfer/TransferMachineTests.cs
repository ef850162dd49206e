using Telephony.Calls.Transfer;
using Xunit;

namespace Telephony.Unit.Calls.Transfer;

public class TransferMachineTests
{
    /// <summary>All that happens; every pair not listed here must change nothing.</summary>
    private static readonly string[] Expected =
    [
        "Searching Progress -> Searching TellProgress",
        "Searching TargetAnswered -> Joining None",
        "Searching TargetFailed -> Over TellFailure, Restore, Forget",
        "Searching TransferorGone -> SearchingAlone None",
        "Searching TransfereeGone -> Over TellFailure, EndTarget, Forget",
        "Searching CallEnded -> Over TellFailure, EndTarget, Forget",

        "SearchingAlone TargetAnswered -> JoiningAlone None",
        "SearchingAlone TargetFailed -> Over EndCall, Forget",
        "SearchingAlone TransfereeGone -> Over TellFailure, EndTarget, Forget",
        "SearchingAlone CallEnded -> Over TellFailure, EndTarget, Forget",

        "Joining Quiet -> Joined Swing, TellSuccess",
        "Joining TargetFailed -> Over TellFailure, Restore, Forget",
        "Joining TransferorGone -> JoiningAlone None",
        "Joining TransfereeGone -> Over TellFailure, EndTarget, Forget",
        "Joining CallEnded -> Over TellFailure, EndTarget, Forget",

        "JoiningAlone Quiet -> Over Swing, Forget",
        "JoiningAlone TargetFailed -> Over EndCall, Forget",
        "JoiningAlone TransfereeGone -> Over TellFailure, EndTarget, Forget",
        "JoiningAlone CallEnded -> Over TellFailure, EndTarget, Forget",

        "Joined TransferorGone -> Over Forget",
        "Joined TransfereeGone -> Over ByeTransferor, Forget",
        "Joined Patience -> Over ByeTransferor, Forget",
        "Joined CallEnded -> Over ByeTransferor, Forget",
    ];

    public static TheoryData<string, string> EveryPair()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var phase in Enum.GetNames<TransferPhase>())
        {
            foreach (var trigger in Enum.GetNames<TransferTrigger>()) pairs.Add(phase, trigger);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Each_pair_of_phase_and_trigger_does_what_the_table_says(string phase, string trigger)
    {
        var step = TransferMachine.On(Enum.Parse<TransferPhase>(phase), Enum.Parse<TransferTrigger>(trigger));
        var expected = Expected.SingleOrDefault(line => line.StartsWith($"{phase} {trigger} -> ", StringComparison.Ordinal)) ?? $"{phase} {trigger} -> {phase} None";
        Assert.Equal(expected, $"{phase} {trigger} -> {step.Next} {step.Effects}");
    }

    [Fact]
    public void The_table_has_no_mistakes() => Assert.Empty(TransferTable.Mistakes());

    [Fact]
    public void The_drawing_of_the_transfer_is_fresh()
    {
        const string begin = "<!-- Transfer -->\n", end = "<!-- end of Transfer -->";
        var file = Path.Combine(Repository.Root, "docs", "state-machines.md");
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, "docs/state-machines.md has no place for the transfer.");
        var fresh = $"{text[..(from + begin.Length)]}```mermaid\n{TransferTable.Draw()}```\n{text[to..]}";
        if (Environment.GetEnvironmentVariable("TELEPHONY_DRAW") == "1") File.WriteAllText(file, fresh);
        else Assert.True(fresh == text, "docs/state-machines.md is stale: run the tests once with TELEPHONY_DRAW=1.");
    }
}

internal static class Repository
{
    public static string Root
    {
        get
        {
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "Telephony.sln"))) return at.FullName;
            }
            throw new DirectoryNotFoundException($"No Telephony.sln above {AppContext.BaseDirectory}.");
        }
    }
}
