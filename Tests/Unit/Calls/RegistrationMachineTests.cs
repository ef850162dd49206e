using Telephony.Calls.Registration;
using Telephony.Domain.Registration;
using Xunit;

namespace Telephony.Unit.Calls;

public class RegistrationMachineTests
{
    /// <summary>All that happens; every pair not listed here must change nothing.</summary>
    private static readonly string[] Expected =
    [
        "Idle Start -> Registering SendRegister",
        "Idle Stop -> Gone None",
        "Registering Accepted -> Registered ArmRefresh, ReportUp",
        "Registering TooBrief -> Registering RaiseExpires, SendRegister",
        "Registering Refused -> Waiting StopTimers, ArmRetry",
        "Registering Unreachable -> Waiting StopTimers, ArmRetry",
        "Registering Stop -> Leaving StopTimers, SendUnregister",
        "Registered Due -> Refreshing SendRegister",
        "Registered FlowLost -> Refreshing SendRegister",
        "Registered Stop -> Leaving StopTimers, SendUnregister",
        "Refreshing Accepted -> Registered ArmRefresh",
        "Refreshing TooBrief -> Refreshing RaiseExpires, SendRegister",
        "Refreshing Refused -> Waiting StopTimers, ArmRetry, ReportDown",
        "Refreshing Unreachable -> Holding ArmRetry",
        "Refreshing Expired -> Registering ReportDown",
        "Refreshing Stop -> Leaving StopTimers, SendUnregister",
        "Holding Due -> Refreshing SendRegister",
        "Holding Expired -> Waiting ReportDown",
        "Holding Stop -> Leaving StopTimers, SendUnregister",
        "Waiting Due -> Registering StopTimers, SendRegister",
        "Waiting Stop -> Gone StopTimers",
        "Leaving Accepted -> Gone StopTimers",
        "Leaving Refused -> Gone StopTimers",
        "Leaving Unreachable -> Gone StopTimers",
    ];

    public static TheoryData<string, string> EveryPair()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var phase in Enum.GetNames<RegistrationPhase>())
        {
            foreach (var trigger in Enum.GetNames<RegistrationTrigger>()) pairs.Add(phase, trigger);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Each_pair_of_phase_and_trigger_does_what_the_table_says(string phase, string trigger)
    {
        var step = RegistrationMachine.On(Enum.Parse<RegistrationPhase>(phase), Enum.Parse<RegistrationTrigger>(trigger));
        var expected = Expected.SingleOrDefault(line => line.StartsWith($"{phase} {trigger} -> ", StringComparison.Ordinal)) ?? $"{phase} {trigger} -> {phase} None";
        Assert.Equal(expected, $"{phase} {trigger} -> {step.Next} {step.Effects}");
    }

    [Fact]
    public void No_phase_is_unreachable_and_every_phase_can_end() => Assert.Empty(RegistrationTable.Whole.Mistakes());

    [Fact]
    public void The_drawing_of_the_registration_is_fresh()
    {
        const string begin = "<!-- Registration -->\n", end = "<!-- end of Registration -->";
        var file = Path.Combine(House.Repository.Root, "docs", "state-machines.md");
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, "docs/state-machines.md has no place for the registration.");
        var fresh = $"{text[..(from + begin.Length)]}```mermaid\n{RegistrationTable.Whole.Draw()}```\n{text[to..]}";
        if (Environment.GetEnvironmentVariable("TELEPHONY_DRAW") == "1") File.WriteAllText(file, fresh);
        else Assert.True(fresh == text, "docs/state-machines.md is stale: run the tests once with TELEPHONY_DRAW=1.");
    }
}
