using Telephony.Domain.Circuits;
using Xunit;

namespace Telephony.Unit.Domain.Circuits;

public sealed class TrunkCircuitTests
{
    private static readonly CircuitPolicy Policy = new() { Failures = 3, Share = 0.5, MinimumCalls = 10, Window = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromSeconds(30) };

    private readonly TrunkCircuit _circuit = new(Policy);
    private long _now = 1_000_000;

    [Fact]
    public void Failures_in_a_row_open_it_and_a_good_call_between_them_begins_the_count_anew()
    {
        Bad(2);
        Good(1);
        Bad(2);
        Assert.Equal(CircuitPhase.Closed, _circuit.Phase);
        Assert.True(Bad(1).HasFlag(CircuitEffects.ReportOpen));
        Assert.Equal((CircuitPhase.Open, "3 calls in a row failed"), (_circuit.Phase, _circuit.Why));
        Assert.Equal(CircuitPass.None, _circuit.TryBegin());
    }

    [Fact]
    public void A_share_of_failures_opens_it_from_so_many_calls_on()
    {
        for (var i = 0; i < 4; i++) { Bad(1); Good(1); }
        Assert.Equal(CircuitPhase.Closed, _circuit.Phase);   // 4 of 8
        Good(1);
        Assert.True(Bad(1).HasFlag(CircuitEffects.ReportOpen));
        Assert.Equal("5 of 10 calls failed within 60 s", _circuit.Why);
    }

    [Fact]
    public void What_lies_behind_the_window_does_not_count()
    {
        for (var i = 0; i < 4; i++) { Bad(1); Good(1); }
        _now += 66_000;
        for (var i = 0; i < 3; i++) { Good(1); Bad(1); }
        Assert.Equal(CircuitPhase.Closed, _circuit.Phase);
    }

    [Fact]
    public void After_the_pause_OPTIONS_are_asked_for_and_then_one_call_decides()
    {
        Bad(3);
        _now += 29_999;
        Assert.Equal(CircuitEffects.None, _circuit.OnTick(pings: true, _now));
        _now += 1;
        Assert.Equal(CircuitEffects.Probe, _circuit.OnTick(pings: true, _now));
        Assert.Equal(CircuitPass.None, _circuit.TryBegin());
        _circuit.OnPing(answered: true, _now);
        Assert.Equal((CircuitPass.Trial, CircuitPass.None), (_circuit.TryBegin(), _circuit.TryBegin()));
        Assert.Equal(CircuitEffects.ReportClosed | CircuitEffects.SlowStart, _circuit.OnGood(CircuitPass.Trial, _now));
        Assert.Equal(CircuitPass.Usual, _circuit.TryBegin());
    }

    [Fact]
    public void Without_OPTIONS_the_one_call_comes_at_once_and_a_caller_who_gives_up_leaves_its_place()
    {
        Bad(3);
        _now += 30_000;
        Assert.Equal(CircuitEffects.None, _circuit.OnTick(pings: false, _now));
        Assert.Equal(CircuitPass.Trial, _circuit.TryBegin());
        _circuit.OnGone(CircuitPass.Trial);
        Assert.Equal(CircuitPass.Trial, _circuit.TryBegin());
    }

    [Fact]
    public void Each_failed_trial_doubles_the_pause_up_to_five_minutes()
    {
        Bad(3);
        foreach (var seconds in (int[])[30, 60, 120, 240, 300, 300])
        {
            _now += (seconds * 1000) - 1;
            _circuit.OnTick(pings: false, _now);
            Assert.Equal(CircuitPhase.Open, _circuit.Phase);
            _now++;
            _circuit.OnTick(pings: false, _now);
            Assert.Equal(CircuitPass.Trial, _circuit.TryBegin());
            _circuit.OnBad(CircuitPass.Trial, _now);
        }
    }

    [Fact]
    public void Calls_that_began_before_it_opened_decide_nothing_when_they_end()
    {
        Bad(3);
        _now += 30_000;
        _circuit.OnTick(pings: false, _now);
        Assert.Equal(CircuitPass.Trial, _circuit.TryBegin());
        _circuit.OnGood(CircuitPass.Usual, _now);
        _circuit.OnBad(CircuitPass.Usual, _now);
        _circuit.OnGood(CircuitPass.Unasked, _now);
        Assert.Equal(CircuitPhase.Trial, _circuit.Phase);
    }

    [Fact]
    public void Switched_off_it_never_opens_and_an_open_one_closes()
    {
        Bad(3);
        _circuit.Apply(CircuitPolicy.Never);
        Assert.Equal(CircuitPass.Usual, _circuit.TryBegin());
        Bad(50);
        Assert.Equal(CircuitPhase.Closed, _circuit.Phase);
    }

    [Theory]
    [InlineData(408, true)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    [InlineData(404, false)]
    [InlineData(480, false)]
    [InlineData(486, false)]
    [InlineData(501, false)]
    [InlineData(603, false)]
    public void Statuses_that_show_a_trunk_that_cannot(int status, bool failure) => Assert.Equal(failure, CircuitPolicy.IsFailure(status));

    private CircuitEffects Bad(int times)
    {
        var effects = CircuitEffects.None;
        for (var i = 0; i < times; i++) effects |= _circuit.OnBad(CircuitPass.Usual, _now);
        return effects;
    }

    private void Good(int times)
    {
        for (var i = 0; i < times; i++) _circuit.OnGood(CircuitPass.Usual, _now);
    }
}
