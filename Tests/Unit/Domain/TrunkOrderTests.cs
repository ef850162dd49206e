using CsCheck;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Unit.Domain;

/// <summary>DR-21: the order policies of a route, and slow start within them (DR-13).</summary>
public sealed class TrunkOrderTests
{
    private const int Draws = 20_000;

    [Fact]
    public void Least_cost_takes_the_cheapest_first_and_equal_ones_as_written() =>
        Assert.Equal("d a c b", Ordered(RouteOrder.LeastCost, "abcd", costs: [0.02, 0.05, 0.02, 0.01]));

    [Fact]
    public void Least_loaded_takes_the_emptiest_first_and_equal_ones_as_written() =>
        Assert.Equal("c b d a", Ordered(RouteOrder.LeastLoaded, "abcd", loads: [0.9, 0.5, 0.1, 0.5]));

    [Fact]
    public void Load_is_the_share_of_channels_and_not_their_number()
    {
        var small = new TrunkLimiter(new TrunkLimits { Channels = 10 });
        var large = new TrunkLimiter(new TrunkLimits { Channels = 100 });
        for (var i = 0; i < 5; i++) small.TryTake(CallDirection.Outbound, 0);
        for (var i = 0; i < 20; i++) large.TryTake(CallDirection.Outbound, 0);
        Assert.Equal((0.5, 0.2), (small.Load, large.Load));
    }

    [Fact]
    public void Weights_are_the_shares_of_first_places()
    {
        var first = FirstPlaces(RouteOrder.Weighted, "abc", [6, 3, 1]);
        Assert.InRange(first['a'], 0.57, 0.63);
        Assert.InRange(first['b'], 0.27, 0.33);
        Assert.InRange(first['c'], 0.08, 0.12);
    }

    [Fact]
    public void A_weight_of_zero_is_last_always()
    {
        var random = new Random(3);
        for (var i = 0; i < 500; i++) Assert.EndsWith("b", Ordered(RouteOrder.Weighted, "abc", [1, 0, 5], random: random), StringComparison.Ordinal);
    }

    [Fact]
    public void Shuffle_and_equal_weights_give_each_the_same_share()
    {
        foreach (var shares in new[] { FirstPlaces(RouteOrder.Shuffle, "abcd", []), FirstPlaces(RouteOrder.Weighted, "abcd", []) })
        {
            Assert.All("abcd", name => Assert.InRange(shares[name], 0.23, 0.27));
        }
    }

    [Fact]
    public void Slow_start_keeps_the_place_as_often_as_the_share_says()
    {
        var random = new Random(5);
        var route = Given.Route("^1", ["a.example", "b.example"]);
        var views = new Ramp { ["a"] = 0.3 };
        var kept = 0;
        for (var i = 0; i < Draws; i++)
        {
            var candidates = Candidates(route, "ab");
            var held = TrunkOrder.HoldBack(candidates, views, random);
            Assert.Equal(held == 0 ? "a b" : "b a", Names(candidates));
            if (held == 0) kept++;
        }
        Assert.InRange((double)kept / Draws, 0.28, 0.32);
    }

    [Fact]
    public void Alone_in_its_route_a_trunk_in_slow_start_is_still_tried() =>
        Assert.Equal("a", Names(Held("a", new Ramp { ["a"] = 0 })));

    /// <summary>For any policy, any weights, costs and loads, and any slow starts: no trunk is lost and none is there twice.</summary>
    [Fact]
    public void Every_order_is_a_permutation()
    {
        var numbers = Gen.Double[0, 5].Array[8];
        Gen.Select(Gen.Int[0, 4], Gen.Int[1, 8], numbers, numbers, Gen.Double[0, 1].Array[8], Gen.Int).Sample((order, count, weights, costs, shares, seed) =>
        {
            var names = "abcdefgh"[..count];
            var random = new Random(seed);
            var ramp = new Ramp();
            for (var i = 0; i < count; i++) ramp[names[i..(i + 1)]] = shares[i];
            var ordered = Ordered((RouteOrder)order, names, weights[..count], costs[..count], costs, random).Replace(" ", "", StringComparison.Ordinal);
            var held = Names(Held(ordered, ramp, random)).Replace(" ", "", StringComparison.Ordinal);
            Assert.Equal(names, string.Concat(held.Order()));
        });
    }

    private static RouteCandidate[] Held(string names, Ramp ramp, Random? random = null)
    {
        var candidates = Candidates(Given.Route("^1", [.. names.Select(c => $"{c}.example")]), names);
        TrunkOrder.HoldBack(candidates, ramp, random ?? new Random(1));
        return candidates;
    }

    private static Dictionary<char, double> FirstPlaces(RouteOrder order, string names, double[] weights)
    {
        var random = new Random(11);
        return Enumerable.Range(0, Draws).Select(_ => Ordered(order, names, weights, random: random)[0]).GroupBy(c => c).ToDictionary(g => g.Key, g => (double)g.Count() / Draws);
    }

    private static string Ordered(RouteOrder order, string names, double[]? weights = null, double[]? costs = null, double[]? loads = null, Random? random = null)
    {
        var route = Given.Route("^1", [.. names.Select(c => $"{c}.example")], order) with { Weights = weights ?? [], Costs = costs ?? [] };
        var candidates = Candidates(route, names);
        TrunkOrder.Arrange(route, candidates, new Loads(names, loads ?? []), random ?? new Random(1));
        return Names(candidates);
    }

    private static RouteCandidate[] Candidates(VoiceRoute route, string names) => [.. names.Select(c => new RouteCandidate(Given.Trunk($"{c}.example"), route))];

    private static string Names(RouteCandidate[] candidates) => string.Join(' ', candidates.Select(c => c.Trunk.Id.Value.Split('.')[0]));

    private sealed class Ramp : Dictionary<string, double>, ITrunkHealthView
    {
        public TrunkAvailability AvailabilityOf(Trunk trunk) => TrunkAvailability.Available;

        public double ShareOf(Trunk trunk) => TryGetValue(trunk.Id.Value.Split('.')[0], out var share) ? share : 1;
    }

    private sealed class Loads(string names, double[] loads) : ITrunkLimitsView
    {
        public LimitRefusal RoomOut(Trunk trunk) => LimitRefusal.None;

        public double LoadOf(Trunk trunk) => names.IndexOf(trunk.Id.Value[0], StringComparison.Ordinal) is >= 0 and var at && at < loads.Length ? loads[at] : 0;
    }
}
