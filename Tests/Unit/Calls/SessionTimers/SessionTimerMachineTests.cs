using Telephony.Calls.SessionTimers;
using Telephony.Unit.House;
using Xunit;

namespace Telephony.Unit.Calls.SessionTimers;

public class SessionTimerMachineTests
{
    /// <summary>All that happens beside agreements and ends; every pair not listed here must change nothing.</summary>
    private static readonly string[] Expected =
    [
        "Refreshing RefreshDue -> Asking SendRefresh",
        "Refreshing Deadline -> Over StopTimers, EndCall",
        "Asking RefreshFailed -> Refreshing ArmRetry",
        "Asking RefreshOtherwise -> Asking SendRefresh",
        "Asking Deadline -> Over StopTimers, EndCall",
        "Watching Deadline -> Over StopTimers, EndCall",
        .. new[] { "Off", "Refreshing", "Asking", "Watching" }.SelectMany(static state => new[]
        {
            $"{state} AgreedOurs -> Refreshing StopTimers, ArmRefresh, ArmDeadline",
            $"{state} AgreedTheirs -> Watching StopTimers, ArmDeadline",
            $"{state} AgreedNone -> Off StopTimers",
            $"{state} Ended -> Over StopTimers",
        }),
    ];

    public static TheoryData<string, string> EveryPair()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var state in Enum.GetNames<SessionTimerState>())
        {
            foreach (var trigger in Enum.GetNames<SessionTimerTrigger>()) pairs.Add(state, trigger);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Each_pair_of_state_and_trigger_does_what_the_table_says(string state, string trigger)
    {
        var step = SessionTimerMachine.On(Enum.Parse<SessionTimerState>(state), Enum.Parse<SessionTimerTrigger>(trigger));
        var expected = Expected.SingleOrDefault(line => line.StartsWith($"{state} {trigger} -> ", StringComparison.Ordinal)) ?? $"{state} {trigger} -> {state} None";
        Assert.Equal(expected, $"{state} {trigger} -> {step.Next} {step.Effects}");
    }

    [Fact]
    public void No_state_is_unreachable_and_every_state_can_end() => Assert.Empty(SessionTimerTable.Whole.Mistakes());

    [Fact]
    public void The_drawing_is_fresh() => Drawings.AssertFresh("Session timer", SessionTimerTable.Whole.Draw());
}
