using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Routing;
using Xunit;

namespace Telephony.Unit.Domain;

/// <summary>DR-22: the time window of a route.</summary>
public sealed class RouteHoursTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DayOfWeek[] Week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    /// <summary>2026-03-27 is a Friday; summer time begins in Berlin on the 29th.</summary>
    [Theory]
    [InlineData("2026-03-27T06:59:59Z", false)]
    [InlineData("2026-03-27T07:00:00Z", true)]      // 08:00 at home
    [InlineData("2026-03-27T16:59:59Z", true)]
    [InlineData("2026-03-27T17:00:00Z", false)]
    [InlineData("2026-03-28T10:00:00Z", false)]     // Saturday
    [InlineData("2026-03-30T06:00:00Z", true)]      // Monday, an hour earlier
    public void Office_hours_are_those_of_the_time_zone(string at, bool open) =>
        Assert.Equal(open, Route(new RouteHours(Week, new TimeOnly(8, 0), new TimeOnly(18, 0))).IsOpen(DateTimeOffset.Parse(at)));

    [Theory]
    [InlineData("2026-03-27T20:59:00Z", false)]
    [InlineData("2026-03-27T21:00:00Z", true)]
    [InlineData("2026-03-28T04:59:00Z", true)]      // Saturday morning of the night that began on Friday
    [InlineData("2026-03-28T05:00:00Z", false)]
    [InlineData("2026-03-28T23:00:00Z", false)]
    public void A_night_belongs_to_the_day_on_which_it_begins(string at, bool open) =>
        Assert.Equal(open, Route(new RouteHours(Week, new TimeOnly(22, 0), new TimeOnly(6, 0))).IsOpen(DateTimeOffset.Parse(at)));

    [Fact]
    public void Equal_times_are_the_whole_day_and_without_hours_it_is_always()
    {
        Assert.True(Route(new RouteHours([], default, default)).IsOpen(DateTimeOffset.UnixEpoch));
        Assert.True(Given.Route("^", ["a.example"]).IsOpen(DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void A_route_outside_of_its_hours_is_passed_over_and_the_trace_says_so()
    {
        var route = Route(new RouteHours([DayOfWeek.Monday], new TimeOnly(8, 0), new TimeOnly(18, 0)));
        var catalogue = Given.Catalogue([Given.Trunk("a.example")], route);
        var trace = new DecisionTrace(new FakeTimeProvider());
        Assert.Equal(NoPlanReason.NoRoute, Plan("1", trace).Reason);
        Assert.Contains(trace.Steps, static step => step is { Rule: DecisionRule.Route, Verdict: DecisionVerdict.Skipped, Detail: "outside of its hours" });
        Assert.Equal(NoPlanReason.None, Plan("112", trace).Reason);

        RoutePlan Plan(string called, DecisionTrace into) =>
            RoutePlanner.Plan(new RouteQuery { Called = called, At = DateTimeOffset.Parse("2026-03-27T10:00:00Z") }, catalogue, FixedViews.AllGood, FixedViews.AllGood, new Random(1), into);
    }

    [Fact]
    public void Where_no_route_matches_the_trace_names_those_that_nearly_did()
    {
        var catalogue = Given.Catalogue(
            [Given.Trunk("a.example"), Given.Trunk("b.example")],
            Given.Route("^1", ["a.example"], from: ["b.example"], name: "from b"), Given.Route("^1", ["a.example"], caller: @"^\+1206", name: "from Seattle"), Given.Route("^2", ["a.example"], name: "other"));
        var trace = new DecisionTrace(new FakeTimeProvider());
        RoutePlanner.Plan(new RouteQuery { Called = "1" }, catalogue, FixedViews.AllGood, FixedViews.AllGood, new Random(1), trace);
        Assert.Equal(
            [("from b", "the call's trunk is none of fromTrunks"), ("from Seattle", "its callerPattern does not match")],
            trace.Steps.Where(static s => s.Verdict == DecisionVerdict.Skipped).Select(static s => (s.Input, s.Detail)));
    }

    private static VoiceRoute Route(RouteHours hours) => Given.Route("^", ["a.example"]) with { Hours = [hours], TimeZone = Berlin };
}
