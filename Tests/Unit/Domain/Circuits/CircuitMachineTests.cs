using Telephony.Domain.Circuits;
using Telephony.Unit.House;
using Xunit;

namespace Telephony.Unit.Domain.Circuits;

/// <summary>DR-25 as a table. Set TELEPHONY_DRAW=1 to draw it anew.</summary>
public sealed class CircuitMachineTests
{
    /// <summary>Every step there is; a pair that is not listed changes nothing.</summary>
    private static readonly string[] Expected =
    [
        "Closed TooManyFailures -> Open StartPause, ReportOpen",
        "Open PauseOver -> Probing Probe",
        "Open PauseOverUnasked -> HalfOpen None",
        "Probing ProbeAnswered -> HalfOpen None",
        "Probing ProbeMissed -> Open StartPause",
        "HalfOpen ProbeMissed -> Open StartPause",
        "HalfOpen TrialBegan -> Trial None",
        "Trial TrialGood -> Closed ReportClosed, SlowStart",
        "Trial TrialBad -> Open StartPause",
        "Trial TrialGone -> HalfOpen None",
    ];

    public static TheoryData<string, string> EveryPair()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var phase in Enum.GetNames<CircuitPhase>())
        {
            foreach (var trigger in Enum.GetNames<CircuitTrigger>()) pairs.Add(phase, trigger);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Each_pair_of_phase_and_trigger_does_what_the_table_says(string phase, string trigger)
    {
        var step = CircuitMachine.On(Enum.Parse<CircuitPhase>(phase), Enum.Parse<CircuitTrigger>(trigger));
        var expected = Expected.SingleOrDefault(line => line.StartsWith($"{phase} {trigger} -> ", StringComparison.Ordinal)) ?? $"{phase} {trigger} -> {phase} None";
        Assert.Equal(expected, $"{phase} {trigger} -> {step.Phase} {step.Effects}");
    }

    [Fact]
    public void Every_phase_can_be_reached_and_every_phase_can_close_again()
    {
        Assert.Equal(Enum.GetValues<CircuitPhase>(), From(CircuitPhase.Closed).Order());
        Assert.All(Enum.GetValues<CircuitPhase>(), static phase => Assert.Contains(CircuitPhase.Closed, From(phase)));
    }

    [Fact]
    public void The_drawing_of_the_circuit_is_fresh()
    {
        var file = Path.Combine(Repository.Root, "docs", "state-machines.md");
        var text = File.ReadAllText(file);
        var (begin, end) = ("<!-- Trunk circuit -->\n", "<!-- end of Trunk circuit -->");
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, "docs/state-machines.md has no place for the trunk circuit.");
        var fresh = $"{text[..(from + begin.Length)]}```mermaid\n{CircuitTable.Draw()}```\n{text[to..]}";
        if (Environment.GetEnvironmentVariable("TELEPHONY_DRAW") == "1") File.WriteAllText(file, fresh);
        else Assert.True(fresh == text, "docs/state-machines.md is stale: run the tests once with TELEPHONY_DRAW=1.");
    }

    private static HashSet<CircuitPhase> From(CircuitPhase start)
    {
        var reached = new HashSet<CircuitPhase> { start };
        var steps = CircuitTable.Steps().ToList();
        while (steps.RemoveAll(step => reached.Contains(step.From) && reached.Add(step.To)) > 0)
        {
        }
        return reached;
    }
}
