using Telephony.Domain.NumberOrders;
using Telephony.Unit.House;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class NumberOrderMachineTests
{
    /// <summary>All that happens; every pair not listed here must change nothing.</summary>
    private static readonly string[] Expected =
    [
        "Requested Begin -> Buying Buy",
        "Requested Cancel -> Failed None",
        "Requested GiveUp -> Failed None",

        "Buying Done -> Bought None",
        "Buying Refused -> Failed None",
        "Buying NotDone -> Requested None",
        "Buying Lost -> InDoubt None",

        "InDoubt Found -> Bought None",
        "InDoubt NotFound -> Requested None",
        "InDoubt FoundForeign -> Failed None",
        "InDoubt CannotAsk -> Unknown None",

        "Bought Begin -> Configuring Configure",
        "Bought GiveUp -> Compensating None",

        "Configuring Done -> Active EnterInventory",
        "Configuring Refused -> Compensating None",
        "Configuring NotDone -> Bought None",
        "Configuring Lost -> Bought None",

        "Compensating Begin -> Releasing Release",

        "Leaving Begin -> Releasing Release",
        "Leaving Cancel -> Failed None",
        "Leaving GiveUp -> Unknown None",

        "Releasing Done -> Released LeaveInventory",
        "Releasing Refused -> Unknown None",
        "Releasing NotDone -> Leaving None",
        "Releasing Lost -> ReleaseInDoubt None",

        "ReleaseInDoubt Found -> Leaving None",
        "ReleaseInDoubt FoundForeign -> Leaving None",
        "ReleaseInDoubt NotFound -> Released LeaveInventory",
        "ReleaseInDoubt CannotAsk -> Unknown None",

        "ChangeRequested Begin -> Changing Configure",
        "ChangeRequested Cancel -> Failed None",
        "ChangeRequested GiveUp -> Failed None",

        "Changing Done -> Active ChangeInventory",
        "Changing Refused -> Failed None",
        "Changing NotDone -> ChangeRequested None",
        "Changing Lost -> ChangeRequested None",

        "Unknown SaidBought -> Bought None",
        "Unknown SaidNotBought -> Failed None",
        "Unknown SaidReleased -> Released LeaveInventory",
        "Unknown SaidNotReleased -> Leaving None",
    ];

    public static TheoryData<string, string> EveryPair()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var state in Enum.GetNames<NumberOrderState>())
        {
            foreach (var trigger in Enum.GetNames<NumberOrderTrigger>()) pairs.Add(state, trigger);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Each_pair_of_state_and_trigger_does_what_the_table_says(string state, string trigger)
    {
        var step = NumberOrderMachine.On(Enum.Parse<NumberOrderState>(state), Enum.Parse<NumberOrderTrigger>(trigger));
        var expected = Expected.SingleOrDefault(line => line.StartsWith($"{state} {trigger} -> ", StringComparison.Ordinal)) ?? $"{state} {trigger} -> {state} None";
        Assert.Equal(expected, $"{state} {trigger} -> {step.Next} {step.Effect}");
    }

    [Fact]
    public void The_table_has_no_mistakes() => Assert.Empty(NumberOrderTable.Mistakes());

    [Fact]
    public void The_drawing_is_fresh() => Drawings.AssertFresh("Number order", NumberOrderTable.Draw());
}
