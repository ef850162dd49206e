using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class RoutePlannerTests
{
    private static readonly Trunk[] Five = [.. "abcde".Select(c => Given.Trunk($"{c}.example"))];

    [Fact]
    public void Three_routes_of_which_two_share_a_pattern_give_five_trunks_in_order()
    {
        var catalogue = Given.Catalogue(
            Five,
            Given.Route(@"^\+1(425|206)\d{7}$", ["a.example", "b.example"], name: "one"),
            Given.Route(@"^\+1(425|206)\d{7}$", ["c.example", "d.example"], name: "two"),
            Given.Route(@"^\+1\d{10}$", ["e.example"], name: "three"));
        Assert.Equal("a b c d e", Planned(catalogue, "+14255550123"));
        Assert.Equal("e", Planned(catalogue, "+13215550123"));
        Assert.Equal("NoRoute", Planned(catalogue, "+493215550123"));
    }

    [Fact]
    public void A_trunk_is_planned_once() =>
        Assert.Equal("b a", Planned(Given.Catalogue(Five, Given.Route("^1", ["b.example"]), Given.Route("^1", ["a.example", "b.example"])), "1"));

    [Fact]
    public void What_is_off_demoted_resting_full_or_without_address_is_left_out_with_its_reason()
    {
        Trunk[] trunks = [Given.Trunk("off.example", enabled: false), Given.Trunk("sick.example"), Given.Trunk("tired.example"), Given.Trunk("full.example"), Given.Trunk("softphones.invalid", address: null), Given.Trunk("good.example")];
        var catalogue = Given.Catalogue(trunks, Given.Route("^1", [.. trunks.Select(t => t.Id.Value)]));
        var views = new FixedViews
        {
            Health = { ["sick.example"] = TrunkAvailability.Demoted, ["tired.example"] = TrunkAvailability.Resting },
            Limits = { ["full.example"] = LimitRefusal.Channels },
        };
        var trace = new DecisionTrace(new FakeTimeProvider());
        var plan = RoutePlanner.Plan(new RouteQuery { Called = "1" }, catalogue, views, views, new Random(1), trace);
        Assert.Equal("good.example", Assert.Single(plan.Candidates).Trunk.Id.Value);
        Assert.Equal(
            ["not enabled", "demoted: its health is inactive", "resting after 503 with Retry-After", "limits.channels", "no address to call", ""],
            trace.Steps.Where(s => s.Rule == DecisionRule.Trunk).Select(s => s.Detail));
    }

    [Fact]
    public void When_no_trunk_can_take_it_the_plan_says_so_and_not_that_there_is_no_route()
    {
        var views = new FixedViews { Health = { ["a.example"] = TrunkAvailability.Demoted } };
        var plan = RoutePlanner.Plan(new RouteQuery { Called = "1" }, Given.Catalogue(Five, Given.Route("^1", ["a.example"])), views, views, new Random(1), new DecisionTrace(new FakeTimeProvider()));
        Assert.Equal((NoPlanReason.NoTrunk, 503), (plan.Reason, plan.RefusalStatus));
        Assert.Equal(404, RoutePlan.NoRoute.RefusalStatus);
    }

    [Fact]
    public void An_emergency_call_is_not_held_up_by_a_limit()
    {
        var views = new FixedViews { Limits = { ["a.example"] = LimitRefusal.CpsOut } };
        Assert.Equal("a", Planned(Given.Catalogue(Five, Given.Route("^112$", ["a.example"])), "112", views: views));
    }

    [Theory]
    [InlineData("a.example", "+1206", "a")]
    [InlineData("b.example", "+1206", "NoRoute")]
    [InlineData(null, "+1206", "NoRoute")]
    [InlineData("a.example", "+49", "NoRoute")]
    [InlineData("a.example", null, "NoRoute")]
    public void A_route_may_ask_for_the_callers_trunk_and_number(string? from, string? caller, string expected)
    {
        var catalogue = Given.Catalogue(Five, Given.Route("^1", ["a.example"], from: ["a.example"], caller: @"^\+1206"));
        Assert.Equal(expected, Planned(catalogue, "1", caller, from));
    }

    [Fact]
    public void The_gateways_routes_come_first_then_those_of_the_calls_resource()
    {
        var catalogue = Given.Catalogue(
            Five,
            Given.Route("^1", ["a.example"], resource: "contoso"), Given.Route("^1", ["b.example"], resource: "fabrikam"), Given.Route("^1", ["c.example"]));
        Assert.Equal("c a", Planned(catalogue, "1", resource: "contoso"));
        Assert.Equal("c b", Planned(catalogue, "1", resource: "fabrikam"));
        Assert.Equal("c", Planned(catalogue, "1"));
    }

    [Fact]
    public void Shuffle_uses_every_order()
    {
        var catalogue = Given.Catalogue(Five, Given.Route("^1", ["a.example", "b.example", "c.example"], RouteOrder.Shuffle));
        var random = new Random(7);
        var orders = Enumerable.Range(0, 200).Select(_ => Planned(catalogue, "1", random: random)).Distinct().ToList();
        Assert.Equal(6, orders.Count);
    }

    [Fact]
    public void The_trace_stays_bounded_and_tells_the_time()
    {
        var clock = new FakeTimeProvider();
        var trace = new DecisionTrace(clock);
        clock.Advance(TimeSpan.FromMilliseconds(5));
        for (var i = 0; i < DecisionTrace.MostSteps + 3; i++) trace.Add(DecisionRule.Guard, "x", DecisionVerdict.Skipped);
        Assert.Equal((DecisionTrace.MostSteps, 3, TimeSpan.FromMilliseconds(5)), (trace.Steps.Count, trace.Dropped, trace.Steps[0].At));
        Assert.Contains("(3 more steps)", trace.ToString(), StringComparison.Ordinal);
    }

    /// <summary>For any catalogue and any state of its trunks.</summary>
    [Fact]
    public void A_plan_holds_only_usable_trunks_each_once_five_at_most_in_route_order()
    {
        var routes = Gen.Int[0, 11].Array[1, 6].Select(Gen.Bool).Array[0, 6];
        Gen.Select(routes, Gen.Bool.Array[12], Gen.Int[0, 2].Array[12], Gen.Bool.Array[12], Gen.Int).Sample((shapes, enabled, health, full, seed) =>
        {
            var trunks = Enumerable.Range(0, 12).Select(i => Given.Trunk($"t{i}.example", enabled: enabled[i])).ToArray();
            var catalogue = Given.Catalogue(trunks, [.. shapes.Select((s, i) =>
                Given.Route("^1", [.. s.Item1.Distinct().Select(t => $"t{t}.example")], s.Item2 ? RouteOrder.Shuffle : RouteOrder.List, name: $"r{i}"))]);
            var views = new FixedViews();
            for (var i = 0; i < 12; i++)
            {
                views.Health[$"t{i}.example"] = (TrunkAvailability)health[i];
                views.Limits[$"t{i}.example"] = full[i] ? LimitRefusal.CpsOut : LimitRefusal.None;
            }
            var plan = RoutePlanner.Plan(new RouteQuery { Called = "1" }, catalogue, views, views, new Random(seed), new DecisionTrace(TimeProvider.System));
            var usable = trunks.Where((t, i) => enabled[i] && health[i] == 0 && !full[i]).Select(t => t.Id).ToHashSet();
            var expected = new List<TrunkId>();
            foreach (var route in catalogue.Routes) expected.AddRange(route.Trunks.Where(t => usable.Contains(t) && !expected.Contains(t)));

            Assert.Equal(Math.Min(5, expected.Count), plan.Candidates.Count);
            Assert.All(plan.Candidates, c => Assert.Contains(c.Trunk.Id, usable));
            Assert.Equal(plan.Candidates.Count, plan.Candidates.Select(c => c.Trunk.Id).Distinct().Count());
            var places = plan.Candidates.Select(c => catalogue.Routes.ToList().IndexOf(c.Route)).ToList();
            Assert.Equal(places.Order(), places);
            if (shapes.All(s => !s.Item2)) Assert.Equal(expected.Take(5), plan.Candidates.Select(c => c.Trunk.Id));
            Assert.Equal(shapes.Length == 0 ? NoPlanReason.NoRoute : plan.Candidates.Count == 0 ? NoPlanReason.NoTrunk : NoPlanReason.None, plan.Reason);
        });
    }

    private static string Planned(
        TrunkCatalogue catalogue, string called, string? caller = null, string? from = null, string resource = "default", Random? random = null, FixedViews? views = null)
    {
        var query = new RouteQuery
        {
            Called = called,
            Caller = caller ?? "",
            FromTrunk = from is null ? null : catalogue.Find(TrunkId.Parse(from)),
            Resource = ResourceId.Parse(resource),
        };
        var plan = RoutePlanner.Plan(query, catalogue, views ?? FixedViews.AllGood, views ?? FixedViews.AllGood, random ?? new Random(1), new DecisionTrace(new FakeTimeProvider()));
        return plan.Reason == NoPlanReason.None ? string.Join(' ', plan.Candidates.Select(c => c.Trunk.Id.Value.Split('.')[0])) : plan.Reason.ToString();
    }
}
