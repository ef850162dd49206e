using Telephony.Calls.Loop;
using Xunit;

namespace Telephony.Unit.Calls;

public class CallMachineTests
{
    /// <summary>All that happens; every pair not listed here must change nothing.</summary>
    private static readonly string[] Expected =
    [
        "Arriving Routed -> Dialing StartDialing",
        "Arriving LocalAnswer -> Answered AnswerA",
        "Arriving Refused -> Ending RejectA, ReleaseMedia",
        "Arriving Stopped -> Ending RejectA, ReleaseMedia",
        "Arriving Cancelled -> Ending AbandonB, ReleaseMedia",

        "Dialing Progress -> Alerting None",
        "Dialing CalleeAnswered -> Answered AnswerA",
        "Dialing Exhausted -> Ending RejectA, ReleaseMedia",
        "Dialing Stopped -> Ending RejectA, AbandonB, ReleaseMedia",
        "Dialing Cancelled -> Ending AbandonB, ReleaseMedia",

        "Alerting CalleeAnswered -> Answered AnswerA",
        "Alerting Exhausted -> Ending RejectA, ReleaseMedia",
        "Alerting Stopped -> Ending RejectA, AbandonB, ReleaseMedia",
        "Alerting Cancelled -> Ending AbandonB, ReleaseMedia",

        "Answered Acknowledged -> Established None",
        "Answered AckMissing -> Ending ByeA, ByeB, ReleaseMedia",
        "Answered LegAEnded -> Ending ByeB, ReleaseMedia",
        "Answered LegBEnded -> Ending ByeA, ReleaseMedia",
        "Answered Stopped -> Ending ByeA, ByeB, ReleaseMedia",

        "Established AckMissing -> Ending ByeA, ByeB, ReleaseMedia",
        "Established LegAEnded -> Ending ByeB, ReleaseMedia",
        "Established LegBEnded -> Ending ByeA, ReleaseMedia",
        "Established Stopped -> Ending ByeA, ByeB, ReleaseMedia",

        "Ending Quiet -> Ended Close",
    ];

    public static TheoryData<string, string> EveryPair()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var phase in Enum.GetNames<CallPhase>())
        {
            foreach (var trigger in Enum.GetNames<CallTrigger>()) pairs.Add(phase, trigger);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Each_pair_of_phase_and_trigger_does_what_the_table_says(string phase, string trigger)
    {
        var step = CallMachine.On(Enum.Parse<CallPhase>(phase), Enum.Parse<CallTrigger>(trigger));
        var expected = Expected.SingleOrDefault(line => line.StartsWith($"{phase} {trigger} -> ", StringComparison.Ordinal)) ?? $"{phase} {trigger} -> {phase} None";
        Assert.Equal(expected, $"{phase} {trigger} -> {step.Next} {step.Effects}");
    }

    [Fact]
    public void No_phase_is_unreachable_and_every_phase_can_end() => Assert.Empty(CallTable.Whole.Mistakes());
}
