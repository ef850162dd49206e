using Telephony.Sip.Reliability;
using Telephony.Unit.House;
using Xunit;

namespace Telephony.Unit.Sip.Reliability;

public class ReliableResponseMachineTests
{
    /// <summary>All that happens; every pair not listed here must change nothing.</summary>
    private static readonly string[] Expected =
    [
        "Idle Provisional -> Waiting Send, StartTimer",
        "Idle Success -> Over Release",
        "Idle Failure -> Over StopTimer",

        "Waiting Provisional -> Waiting StandInLine",
        "Waiting Prack -> Idle StopTimer, Acknowledge",
        "Waiting RetransmitTimer -> Waiting Retransmit, BackOff",
        "Waiting TimeoutTimer -> Over StopTimer, ReportMissing",
        "Waiting Success -> Over StopTimer, Release",
        "Waiting EarlySuccess -> Holding Hold",
        "Waiting Failure -> Over StopTimer",

        "Holding Prack -> Due StopTimer, Acknowledge",
        "Holding RetransmitTimer -> Holding Retransmit, BackOff",
        "Holding TimeoutTimer -> Over StopTimer, ReportMissing",
        "Holding Failure -> Over StopTimer",

        "Due Provisional -> Holding Send, StartTimer",
        "Due Success -> Over Release",
        "Due Failure -> Over StopTimer",

        "Over Prack -> Over Acknowledge",
    ];

    public static TheoryData<string, string> EveryPair()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var state in Enum.GetNames<ReliableState>())
        {
            foreach (var trigger in Enum.GetNames<ReliableTrigger>()) pairs.Add(state, trigger);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Each_pair_of_state_and_trigger_does_what_the_table_says(string state, string trigger)
    {
        var step = ReliableResponseMachine.On(Enum.Parse<ReliableState>(state), Enum.Parse<ReliableTrigger>(trigger));
        var expected = Expected.SingleOrDefault(line => line.StartsWith($"{state} {trigger} -> ", StringComparison.Ordinal)) ?? $"{state} {trigger} -> {state} None";
        Assert.Equal(expected, $"{state} {trigger} -> {step.Next} {step.Effects}");
    }

    [Fact]
    public void No_state_is_unreachable_and_every_state_can_end() => Assert.Empty(ReliableResponseTable.Whole.Mistakes());

    [Fact]
    public void The_drawing_is_fresh() => Drawings.AssertFresh("Reliable responses", ReliableResponseTable.Whole.Draw());
}
