using Telephony.Sip.Transactions;
using Xunit;

namespace Telephony.Unit.Sip.Transactions;

public class TransactionMachineTests
{
    /// <summary>All that happens; every pair not listed here must change nothing.</summary>
    private static readonly Dictionary<string, string[]> Expected = new()
    {
        ["INVITE client"] =
        [
            "Calling Provisional -> Proceeding StopTimers, PassUp",
            "Calling Success -> Accepted StopTimers, StartLinger, PassUp",
            "Calling Failure -> Completed StopTimers, SendAck, StartLinger, PassUp",
            "Calling RetransmitTimer -> Calling Retransmit, BackOff",
            "Calling TimeoutTimer -> Terminated StopTimers, ReportTimeout",
            "Calling TransportError -> Terminated StopTimers, ReportTransportError",
            "Calling GiveUp -> Terminated StopTimers",
            "Proceeding Provisional -> Proceeding PassUp",
            "Proceeding Success -> Accepted StopTimers, StartLinger, PassUp",
            "Proceeding Failure -> Completed StopTimers, SendAck, StartLinger, PassUp",
            "Proceeding TransportError -> Terminated StopTimers, ReportTransportError",
            "Proceeding GiveUp -> Terminated StopTimers",
            "Accepted Success -> Accepted PassUp",
            "Accepted LingerTimer -> Terminated StopTimers",
            "Completed Failure -> Completed SendAck",
            "Completed LingerTimer -> Terminated StopTimers",
            "Completed TransportError -> Terminated StopTimers, ReportTransportError",
        ],
        ["Non-INVITE client"] =
        [
            "Trying Provisional -> Proceeding PassUp",
            "Trying Success -> Completed StopTimers, StartLinger, PassUp",
            "Trying Failure -> Completed StopTimers, StartLinger, PassUp",
            "Trying RetransmitTimer -> Trying Retransmit, BackOff",
            "Trying TimeoutTimer -> Terminated StopTimers, ReportTimeout",
            "Trying TransportError -> Terminated StopTimers, ReportTransportError",
            "Trying GiveUp -> Terminated StopTimers",
            "Proceeding Provisional -> Proceeding PassUp",
            "Proceeding Success -> Completed StopTimers, StartLinger, PassUp",
            "Proceeding Failure -> Completed StopTimers, StartLinger, PassUp",
            "Proceeding RetransmitTimer -> Proceeding Retransmit, BackOff",
            "Proceeding TimeoutTimer -> Terminated StopTimers, ReportTimeout",
            "Proceeding TransportError -> Terminated StopTimers, ReportTransportError",
            "Proceeding GiveUp -> Terminated StopTimers",
            "Completed LingerTimer -> Terminated StopTimers",
        ],
        ["INVITE server"] =
        [
            "Proceeding Request -> Proceeding Retransmit",
            "Proceeding Provisional -> Proceeding SendResponse",
            "Proceeding Success -> Accepted SendResponse, StartLinger",
            "Proceeding Failure -> Completed SendResponse, StartFinalTimers",
            "Proceeding TransportError -> Proceeding ReportTransportError",
            "Accepted Success -> Accepted SendResponse",
            "Accepted Ack -> Accepted PassUp",
            "Accepted LingerTimer -> Terminated StopTimers",
            "Accepted TransportError -> Accepted ReportTransportError",
            "Completed Request -> Completed Retransmit",
            "Completed Ack -> Confirmed StopTimers, StartLinger",
            "Completed RetransmitTimer -> Completed Retransmit, BackOff",
            "Completed TimeoutTimer -> Terminated StopTimers, ReportTimeout",
            "Completed TransportError -> Completed ReportTransportError",
            "Confirmed LingerTimer -> Terminated StopTimers",
        ],
        ["Non-INVITE server"] =
        [
            "Trying Provisional -> Proceeding SendResponse",
            "Trying Success -> Completed SendResponse, StartLinger",
            "Trying Failure -> Completed SendResponse, StartLinger",
            "Trying TransportError -> Trying ReportTransportError",
            "Proceeding Request -> Proceeding Retransmit",
            "Proceeding Provisional -> Proceeding SendResponse",
            "Proceeding Success -> Completed SendResponse, StartLinger",
            "Proceeding Failure -> Completed SendResponse, StartLinger",
            "Proceeding TransportError -> Proceeding ReportTransportError",
            "Completed Request -> Completed Retransmit",
            "Completed TransportError -> Completed ReportTransportError",
            "Completed LingerTimer -> Terminated StopTimers",
        ],
    };

    public static TheoryData<string, string, string> EveryPair()
    {
        var pairs = new TheoryData<string, string, string>();
        foreach (var machine in TransactionMachines.All)
        {
            foreach (var state in machine.Reachable())
            {
                foreach (var trigger in Enum.GetNames<TransactionTrigger>()) pairs.Add(machine.Name, state.ToString(), trigger);
            }
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Each_pair_of_state_and_trigger_does_what_the_figure_says(string machine, string state, string trigger)
    {
        var step = TransactionMachines.All.Single(m => m.Name == machine).On(Enum.Parse<TransactionState>(state), Enum.Parse<TransactionTrigger>(trigger));
        var expected = Expected[machine].SingleOrDefault(line => line.StartsWith($"{state} {trigger} -> ", StringComparison.Ordinal)) ?? $"{state} {trigger} -> {state} None";
        Assert.Equal(expected, $"{state} {trigger} -> {step.State} {step.Effects}");
    }

    [Fact]
    public void No_state_is_unreachable_and_every_state_can_end() => Assert.Empty(TransactionMachines.All.SelectMany(m => m.Mistakes()));

    [Fact]
    public void A_table_with_a_dead_end_is_refused()
    {
        var broken = new TransactionMachine("broken", TransactionState.Trying, (state, trigger) =>
            state == TransactionState.Trying && trigger == TransactionTrigger.Success ? new(TransactionState.Completed, TransactionEffects.None) : new(state, TransactionEffects.None));
        Assert.Contains("broken: Completed cannot end.", broken.Mistakes());
    }
}
