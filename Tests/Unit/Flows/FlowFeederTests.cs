using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Domain.Stores;
using Telephony.Storage.Flows;
using Xunit;

namespace Telephony.Unit.Flows;

/// <summary>Steps of calls on their way to the store.</summary>
public sealed class FlowFeederTests
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Nine);

    [Fact]
    public async Task Many_steps_are_one_write_and_each_call_keeps_its_order()
    {
        var store = new Store();
        var calls = Enumerable.Range(0, 100).Select(_ => CallId.New(_clock)).ToArray();
        await using (var feeder = Feeder(store))
        {
            for (var number = 0; number < 3; number++)
            {
                foreach (var call in calls) feeder.Saw(ResourceId.Default, call, number, Step(number, number == 0 ? FlowStepKind.Entered : FlowStepKind.Left, "sales"));
            }
        }
        var (figures, steps) = Assert.Single(store.Batches);
        Assert.Equal((100, 200L, 100 * 2), (Assert.Single(figures).Figures.Entries, figures[0].Figures.Exits["sales"], (int)figures[0].Figures.Time.TotalSeconds));
        Assert.Equal(calls.Order(), steps.Select(static one => one.Call).Order());
        Assert.All(steps, static one => Assert.Equal((0, 3), (one.First, one.Steps.Count)));
    }

    [Fact]
    public async Task While_the_store_is_away_they_wait_and_nothing_is_counted_twice()
    {
        var store = new Store { IsAway = true };
        var feeder = Feeder(store);
        feeder.Saw(ResourceId.Default, CallId.New(_clock), 0, Step(0, FlowStepKind.Entered));
        while (store.Refused < 2)
        {
            _clock.Advance(FlowFeeder.Pause);
            await Task.Yield();
        }
        store.IsAway = false;
        await feeder.DisposeAsync();
        Assert.Equal(1, Assert.Single(Assert.Single(store.Batches).Figures).Figures.Entries);
    }

    [Fact]
    public async Task Of_a_call_that_goes_round_and_round_the_first_steps_are_kept_and_all_are_counted()
    {
        var store = new Store();
        await using (var feeder = Feeder(store))
        {
            var call = CallId.New(_clock);
            for (var number = 0; number < FlowFeeder.MostStepsPerCall + 50; number++) feeder.Saw(ResourceId.Default, call, number, Step(0, FlowStepKind.Entered));
        }
        Assert.Equal(FlowFeeder.MostStepsPerCall, store.Batches.Sum(static batch => batch.Steps.Sum(static one => one.Steps.Count)));
        Assert.Equal(FlowFeeder.MostStepsPerCall + 50, store.Batches.Sum(static batch => batch.Figures.Sum(static one => one.Figures.Entries)));
    }

    [Fact]
    public async Task What_finds_no_room_is_counted_as_lost_and_nobody_waits()
    {
        var store = new Store();
        await using var feeder = Feeder(store);
        for (var i = 0; i < 70_000; i++) feeder.Saw(ResourceId.Default, CallId.New(_clock), 0, Step(0, FlowStepKind.Entered));   // the clock stands: nothing is taken
        Assert.Equal(70_000 - 65_536, feeder.Lost, 1.0);
    }

    [Fact]
    public void An_hour_begins_with_its_first_minute()
    {
        var sums = new FlowSums();
        sums.Add(ResourceId.Default, Step(59 * 60, FlowStepKind.Entered));
        sums.Add(ResourceId.Default, Step(60 * 60, FlowStepKind.Entered));
        sums.Add(ResourceId.Default, Step((60 * 60) + 1, FlowStepKind.CallerLeft) with { At = Nine.AddSeconds(3601).ToOffset(TimeSpan.FromMinutes(330)) });
        Assert.Equal([(Nine, 0L), (Nine.AddHours(1), 1L)], sums.Take().Select(static one => (one.Key.Hour, one.Figures.DropOffs)).Order());
        Assert.True(sums.IsEmpty);
    }

    private FlowFeeder Feeder(Store store) => new(store, _clock, NullLogger<FlowFeeder>.Instance);

    private static FlowCallStep Step(int second, FlowStepKind kind, string detail = "") => new(Nine.AddSeconds(second), "reception", 1, "menu", kind, detail, kind == FlowStepKind.Entered ? TimeSpan.Zero : TimeSpan.FromSeconds(1));

    private sealed class Store : IFlowHistoryStore
    {
        public bool IsAway { get; set; }

        public int Refused { get; private set; }

        public List<(IReadOnlyList<FlowNodeFigures> Figures, IReadOnlyList<FlowCallSteps> Steps)> Batches { get; } = [];

        public ValueTask AddAsync(IReadOnlyList<FlowNodeFigures> figures, IReadOnlyList<FlowCallSteps> steps, CancellationToken cancellation)
        {
            if (IsAway)
            {
                Refused++;
                throw new StorageException(StorageFault.Unavailable, "away");
            }
            Batches.Add((figures, steps));
            return ValueTask.CompletedTask;
        }

        public ValueTask<IReadOnlyList<FlowNodeFigures>> FiguresAsync(FlowFigureQuery query, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<FlowCallStep>> StepsAsync(ResourceId resource, CallId call, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<int> ForgetStepsAsync(DateTimeOffset before, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<int> ForgetFiguresAsync(DateTimeOffset before, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
