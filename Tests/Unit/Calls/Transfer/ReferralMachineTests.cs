using Telephony.Calls.Transfer;
using Telephony.Unit.House;
using Xunit;

namespace Telephony.Unit.Calls.Transfer;

public class ReferralMachineTests
{
    /// <summary>All that happens; every pair not listed here must change nothing.</summary>
    private static readonly string[] Expected =
    [
        "Asking Accepted -> Following TellAccepted",
        "Asking AcceptedQuietly -> Taken TellAccepted, TellSuccess",
        "Asking Unable -> Over FallBack, Forget",
        "Asking Refused -> Over TellRefused, Restore, Forget",
        "Asking OtherGone -> AskingAlone None",
        "Asking ReferredGone -> Over TellRefused, Forget",
        "Asking CallEnded -> Over TellRefused, Forget",

        "AskingAlone Accepted -> FollowingAlone TellAccepted",
        "AskingAlone AcceptedQuietly -> Over TellAccepted, TellSuccess, Finish, Forget",
        "AskingAlone Unable -> Over FallBack, Forget",
        "AskingAlone Refused -> Over TellRefused, EndCall, Forget",
        "AskingAlone ReferredGone -> Over TellRefused, Forget",
        "AskingAlone CallEnded -> Over TellRefused, Forget",

        "Following Progress -> Following TellProgress",
        "Following Succeeded -> Taken TellSuccess",
        "Following Failed -> Over TellFailure, Restore, Forget",
        "Following Patience -> Over TellFailure, Unsubscribe, Restore, Forget",
        "Following OtherGone -> FollowingAlone None",
        "Following ReferredGone -> Over TellSuccess, Forget",
        "Following CallEnded -> Over TellFailure, Unsubscribe, Forget",

        "FollowingAlone Progress -> FollowingAlone TellProgress",
        "FollowingAlone Succeeded -> Over TellSuccess, Finish, Forget",
        "FollowingAlone Failed -> Over TellFailure, EndCall, Forget",
        "FollowingAlone Patience -> Over TellFailure, Unsubscribe, EndCall, Forget",
        "FollowingAlone ReferredGone -> Over TellSuccess, Forget",
        "FollowingAlone CallEnded -> Over TellFailure, Unsubscribe, Forget",

        "Taken OtherGone -> Over Forget",
        "Taken ReferredGone -> Over Forget",
        "Taken CallEnded -> Over Forget",
        "Taken Patience -> Over Finish, Forget",
    ];

    public static TheoryData<string, string> EveryPair()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var phase in Enum.GetNames<ReferralPhase>())
        {
            foreach (var trigger in Enum.GetNames<ReferralTrigger>()) pairs.Add(phase, trigger);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Each_pair_of_phase_and_trigger_does_what_the_table_says(string phase, string trigger)
    {
        var step = ReferralMachine.On(Enum.Parse<ReferralPhase>(phase), Enum.Parse<ReferralTrigger>(trigger));
        var expected = Expected.SingleOrDefault(line => line.StartsWith($"{phase} {trigger} -> ", StringComparison.Ordinal)) ?? $"{phase} {trigger} -> {phase} None";
        Assert.Equal(expected, $"{phase} {trigger} -> {step.Next} {step.Effects}");
    }

    [Fact]
    public void The_table_has_no_mistakes() => Assert.Empty(ReferralTable.Whole.Mistakes());

    [Fact]
    public void The_drawing_is_fresh() => Drawings.AssertFresh("Referral", ReferralTable.Whole.Draw());
}
