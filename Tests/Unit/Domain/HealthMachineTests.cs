using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class HealthMachineTests
{
    private static readonly OptionsPing On = new() { Misses = 3, Recoveries = 2 };
    private static readonly OptionsPing Off = On with { Off = true };

    /// <summary>Every pair of phase and trigger, with pings on and off: "phase misses/successes -> phase misses/successes effects".</summary>
    private const string Table = """
        Unknown    PingAnswered    on   Active 0/0 ReportActive
        Unknown    PingMissed      on   Unknown 2/0 None
        Unknown    PeerPinged      on   Unknown 1/0 None
        Unknown    PeerSilent      on   Unknown 1/0 None
        Unknown    CallAlive       on   Active 0/0 ReportActive
        Unknown    CallUnreachable on   Unknown 2/0 None
        Unknown    RestOver        on   Unknown 1/0 None
        Active     PingAnswered    on   Active 0/0 None
        Active     PingMissed      on   Suspect 1/0 None
        Active     PeerPinged      on   Active 0/0 None
        Active     PeerSilent      on   Active 0/0 None
        Active     CallAlive       on   Active 0/0 None
        Active     CallUnreachable on   Suspect 1/0 None
        Active     RestOver        on   Active 0/0 None
        Suspect    PingAnswered    on   Active 0/0 None
        Suspect    PingMissed      on   Demoted 0/0 ReportInactive
        Suspect    PeerPinged      on   Suspect 2/0 None
        Suspect    PeerSilent      on   Suspect 2/0 None
        Suspect    CallAlive       on   Active 0/0 None
        Suspect    CallUnreachable on   Demoted 0/0 ReportInactive
        Suspect    RestOver        on   Suspect 2/0 None
        Demoted    PingAnswered    on   Recovering 0/1 None
        Demoted    PingMissed      on   Demoted 0/0 None
        Demoted    PeerPinged      on   Demoted 0/0 None
        Demoted    PeerSilent      on   Demoted 0/0 None
        Demoted    CallAlive       on   Recovering 0/1 None
        Demoted    CallUnreachable on   Demoted 0/0 None
        Demoted    RestOver        on   Demoted 0/0 None
        Recovering PingAnswered    on   Active 0/0 ReportActive
        Recovering PingMissed      on   Demoted 0/0 None
        Recovering PeerPinged      on   Recovering 0/1 None
        Recovering PeerSilent      on   Recovering 0/1 None
        Recovering CallAlive       on   Active 0/0 ReportActive
        Recovering CallUnreachable on   Demoted 0/0 None
        Recovering RestOver        on   Recovering 0/1 None
        Unknown    PingAnswered    off  Active 0/0 ReportActive
        Unknown    PingMissed      off  Unknown 2/0 None
        Unknown    PeerPinged      off  Active 0/0 ReportActive
        Unknown    PeerSilent      off  Unknown 1/0 None
        Unknown    CallAlive       off  Active 0/0 ReportActive
        Unknown    CallUnreachable off  Unknown 2/0 None
        Unknown    RestOver        off  Unknown 1/0 None
        Active     PingAnswered    off  Active 0/0 None
        Active     PingMissed      off  Suspect 1/0 None
        Active     PeerPinged      off  Active 0/0 None
        Active     PeerSilent      off  Demoted 0/0 ReportInactive, StartRest
        Active     CallAlive       off  Active 0/0 None
        Active     CallUnreachable off  Suspect 1/0 None
        Active     RestOver        off  Active 0/0 None
        Suspect    PingAnswered    off  Active 0/0 None
        Suspect    PingMissed      off  Demoted 0/0 ReportInactive, StartRest
        Suspect    PeerPinged      off  Active 0/0 None
        Suspect    PeerSilent      off  Demoted 0/0 ReportInactive, StartRest
        Suspect    CallAlive       off  Active 0/0 None
        Suspect    CallUnreachable off  Demoted 0/0 ReportInactive, StartRest
        Suspect    RestOver        off  Suspect 2/0 None
        Demoted    PingAnswered    off  Recovering 0/1 None
        Demoted    PingMissed      off  Demoted 0/0 StartRest
        Demoted    PeerPinged      off  Recovering 0/1 None
        Demoted    PeerSilent      off  Demoted 0/0 None
        Demoted    CallAlive       off  Recovering 0/1 None
        Demoted    CallUnreachable off  Demoted 0/0 StartRest
        Demoted    RestOver        off  Unknown 2/0 None
        Recovering PingAnswered    off  Active 0/0 ReportActive
        Recovering PingMissed      off  Demoted 0/0 StartRest
        Recovering PeerPinged      off  Active 0/0 ReportActive
        Recovering PeerSilent      off  Demoted 0/0 StartRest
        Recovering CallAlive       off  Active 0/0 ReportActive
        Recovering CallUnreachable off  Demoted 0/0 StartRest
        Recovering RestOver        off  Unknown 2/0 None
        """;

    public static TheoryData<string, string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (var line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var parts = line.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                rows.Add(parts[0], parts[1], parts[2], parts[3]);
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_pair_of_phase_and_trigger_has_its_step(string phase, string trigger, string pings, string expected)
    {
        var from = Enum.Parse<HealthPhase>(phase) switch
        {
            HealthPhase.Unknown => new HealthState(HealthPhase.Unknown, 1),
            HealthPhase.Suspect => new HealthState(HealthPhase.Suspect, 2),
            HealthPhase.Recovering => new HealthState(HealthPhase.Recovering, 0, 1),
            var other => new HealthState(other),
        };
        var (state, effects) = TrunkHealthMachine.On(from, Enum.Parse<HealthTrigger>(trigger), pings == "on" ? On : Off);
        Assert.Equal(expected, $"{state.Phase} {state.Misses}/{state.Successes} {effects}");
    }

    [Fact]
    public void The_table_lists_every_pair() =>
        Assert.Equal(Enum.GetValues<HealthPhase>().Length * Enum.GetValues<HealthTrigger>().Length * 2, Rows.Select(r => (r.Data.Item1, r.Data.Item2, r.Data.Item3)).Distinct().Count());

    [Fact]
    public void Every_phase_can_be_reached_and_every_phase_can_become_active()
    {
        foreach (var options in new[] { On, Off })
        {
            Assert.Equal(Enum.GetValues<HealthPhase>(), Reachable(new HealthState(HealthPhase.Unknown), options).Select(s => s.Phase).Distinct().Order());
            foreach (var phase in Enum.GetValues<HealthPhase>()) Assert.Contains(Reachable(new HealthState(phase), options), s => s.Phase == HealthPhase.Active);
        }
    }

    [Theory]
    [InlineData(200, true, true)]
    [InlineData(404, true, false)]
    [InlineData(405, true, false)]
    [InlineData(486, true, false)]
    [InlineData(603, true, false)]
    [InlineData(204, true, false)]
    [InlineData(408, false, false)]
    [InlineData(503, false, false)]
    [InlineData(180, false, false)]
    [InlineData(700, false, false)]
    public void Responses_that_show_life(int status, bool alive, bool strictlyAlive)
    {
        Assert.Equal(alive, On.IsAlive(status));
        Assert.Equal(strictlyAlive, (On with { Strict = true }).IsAlive(status));
    }

    private static HashSet<HealthState> Reachable(HealthState from, OptionsPing options)
    {
        var seen = new HashSet<HealthState> { from };
        var open = new Queue<HealthState>(seen);
        while (open.TryDequeue(out var state))
        {
            foreach (var trigger in Enum.GetValues<HealthTrigger>())
            {
                var next = TrunkHealthMachine.On(state, trigger, options).State;
                if (seen.Add(next)) open.Enqueue(next);
            }
        }
        return seen;
    }
}
