using Telephony.Calls.Transfer;
using Telephony.Unit.House;
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
    public void The_table_has_no_mistakes() => Assert.Empty(TransferTable.Whole.Mistakes());

    [Fact]
    public void The_drawing_is_fresh() => Drawings.AssertFresh("Transfer", TransferTable.Whole.Draw());
}
