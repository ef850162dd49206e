using CsCheck;
using Telephony.Net.Loops;
using Xunit;

namespace Telephony.Unit.Net;

/// <summary>The wheel against the plainest model: a list of due times looked through at every step.</summary>
public sealed class TimingWheelModelTests
{
    private enum Act { Arm, ArmAt, Cancel, Advance, ArmFromCallback, CancelFromCallback }

    // Delays about every level's edge, and beyond the last level.
    private static readonly Gen<long> Delay = Gen.OneOf(
        Gen.Long[0, 3], Gen.Long[0, 300], Gen.Long[250, 260], Gen.Long[65_500, 65_600], Gen.Long[0, 200_000],
        Gen.Long[(1L << 24) - 3, (1L << 24) + 3], Gen.Long[(1L << 32) - 3, (1L << 32) + 300], Gen.Long[0, 1L << 34]);

    private static readonly Gen<long> Jump = Gen.OneOf(
        Gen.Long[0, 2], Gen.Long[0, 600], Gen.Long[60_000, 70_000], Gen.Long[0, 1L << 25], Gen.Long[0, 1L << 33]);

    private static readonly Gen<(Act Act, int Timer, int Other, long Delay, long Jump)> Step =
        Gen.Select(Gen.Enum<Act>(), Gen.Int[0, 7], Gen.Int[0, 7], Delay, Jump);

    [Fact]
    public void Every_timer_fires_on_its_tick_and_never_early_whatever_is_armed_and_cancelled() =>
        Gen.Select(Gen.Long[0, 1L << 40], Step.Array[1, 60]).Sample((start, steps) => new Model(start).Run(steps), iter: 20_000);

    private sealed class Model
    {
        private readonly TimingWheel _wheel;
        private readonly LoopTimer[] _timers = new LoopTimer[8];
        private readonly long[] _due = new long[8];
        private readonly Action?[] _onFire = new Action?[8];
        private long _now;
        private long _lastFired;

        public Model(long start)
        {
            (_now, _lastFired) = (start, start);
            _wheel = new TimingWheel(start);
            Array.Fill(_due, -1);
            for (var i = 0; i < 8; i++)
            {
                var index = i;
                _timers[i] = new LoopTimer(_ => OnFire(index), null);
            }
        }

        public bool Run((Act Act, int Timer, int Other, long Delay, long Jump)[] steps)
        {
            foreach (var step in steps)
            {
                switch (step.Act)
                {
                    case Act.Arm: Arm(step.Timer, step.Delay); break;
                    case Act.ArmAt: ArmAt(step.Timer, _now - 5 + step.Delay); break;
                    case Act.Cancel: Cancel(step.Timer); break;
                    case Act.ArmFromCallback: _onFire[step.Timer] = () => Arm(step.Other, step.Delay); break;
                    case Act.CancelFromCallback: _onFire[step.Timer] = () => Cancel(step.Other); break;
                    default: Advance(step.Jump); break;
                }
                Check(_wheel.Count == _due.Count(due => due >= 0), "count");
            }
            return true;
        }

        private void Arm(int timer, long delay)
        {
            _wheel.Arm(_timers[timer], delay);
            _due[timer] = _now + Math.Max(1, delay);
        }

        private void ArmAt(int timer, long at)
        {
            _wheel.ArmAt(_timers[timer], at);
            _due[timer] = Math.Max(at, _now + 1);
        }

        private void Cancel(int timer)
        {
            _wheel.Cancel(_timers[timer]);
            _due[timer] = -1;
        }

        private void Advance(long jump)
        {
            var nearest = _due.Where(due => due >= 0).DefaultIfEmpty(-1).Min();
            var wait = _wheel.MillisecondsToNext();
            Check(nearest < 0 ? wait == -1 : wait >= 0 && _now + wait <= nearest, "wakes up in time");
            _now += jump;
            _wheel.Advance(_now);
            Check(_due.All(due => due < 0 || due > _now), "everything due has fired");
        }

        private void OnFire(int timer)
        {
            Check(_due[timer] >= 0, "armed");
            Check(_due[timer] <= _now, "not early");
            Check(_due[timer] == _due.Where(due => due >= 0).Min(), "in order of due time");
            Check(_due[timer] >= _lastFired, "forward");
            _lastFired = _due[timer];
            _due[timer] = -1;
            Check(!_timers[timer].IsArmed, "free to be armed again");
            _onFire[timer]?.Invoke();
        }

        private static void Check(bool holds, string what)
        {
            if (!holds) throw new InvalidOperationException($"Does not hold: {what}");
        }
    }
}
