using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class FailoverPolicyTests
{
    private static readonly Trunk Plain = Given.Trunk();
    private static readonly Trunk Following = Given.Trunk(follow3xx: true);
    private static readonly Trunk Listing = Given.Trunk() with { Failover = new TrunkFailover { Codes = [404, 302, 603] } };

    public static TheoryData<AttemptOutcome, FailoverVerdict> Usual
    {
        get
        {
            var rows = new TheoryData<AttemptOutcome, FailoverVerdict>
            {
                { AttemptOutcome.Answered.Instance, FailoverVerdict.Final },
                { AttemptOutcome.Cancelled.Instance, FailoverVerdict.Final },
                { new AttemptOutcome.NoAnswer(TimeSpan.FromSeconds(115)), FailoverVerdict.Final },
                { new AttemptOutcome.NoReply(TimeSpan.FromSeconds(4)), FailoverVerdict.Next },
                { new AttemptOutcome.NoProgress(TimeSpan.FromSeconds(10)), FailoverVerdict.Next },
                { new AttemptOutcome.TransportFailed("refused"), FailoverVerdict.Next },
                { new AttemptOutcome.NoRoom(LimitRefusal.CpsOut), FailoverVerdict.Next },
                { new AttemptOutcome.Rejected(302, HasContact: true), FailoverVerdict.Final },
                { new AttemptOutcome.Rejected(302), FailoverVerdict.Final },
            };
            foreach (var code in new[] { 408, 500, 502, 503, 504 }) rows.Add(new AttemptOutcome.Rejected(code), FailoverVerdict.Next);
            foreach (var code in new[] { 400, 403, 404, 480, 484, 486, 487, 488, 501, 505, 513, 600, 603, 604, 607, 608 }) rows.Add(new AttemptOutcome.Rejected(code), FailoverVerdict.Final);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Usual))]
    public void What_moves_on_by_default(AttemptOutcome outcome, FailoverVerdict expected) => Assert.Equal(expected, Decide(outcome, Plain).Verdict);

    [Theory]
    [InlineData(404, false, FailoverVerdict.Next)]
    [InlineData(603, false, FailoverVerdict.Next)]
    [InlineData(302, false, FailoverVerdict.Next)]
    [InlineData(503, false, FailoverVerdict.Final)]
    public void A_trunks_own_list_replaces_the_usual_one(int code, bool contact, FailoverVerdict expected) =>
        Assert.Equal(expected, Decide(new AttemptOutcome.Rejected(code, contact), Listing).Verdict);

    [Fact]
    public void A_routes_list_goes_before_the_trunks()
    {
        var route = Given.Route("^1", ["alpha.example"]) with { FailoverCodes = [486] };
        Assert.Equal(FailoverVerdict.Next, FailoverPolicy.Decide(new AttemptOutcome.Rejected(486), new RouteCandidate(Plain, route)).Verdict);
        Assert.Equal(FailoverVerdict.Final, FailoverPolicy.Decide(new AttemptOutcome.Rejected(503), new RouteCandidate(Plain, route)).Verdict);
    }

    [Fact]
    public void A_redirection_is_followed_where_the_trunk_allows()
    {
        Assert.Equal(FailoverVerdict.Follow3xx, Decide(new AttemptOutcome.Rejected(302, HasContact: true), Following).Verdict);
        Assert.Equal(FailoverVerdict.Final, Decide(new AttemptOutcome.Rejected(302), Following).Verdict);
    }

    [Theory]
    [InlineData(300, FailoverVerdict.Follow3xx)]
    [InlineData(301, FailoverVerdict.Follow3xx)]
    [InlineData(302, FailoverVerdict.Follow3xx)]
    [InlineData(305, FailoverVerdict.Follow3xx)]
    [InlineData(380, FailoverVerdict.Final)]
    [InlineData(399, FailoverVerdict.Final)]
    public void Redirections_that_name_no_other_address_are_not_followed(int code, FailoverVerdict expected) => Assert.Equal(expected, Decide(new AttemptOutcome.Rejected(code, HasContact: true), Following).Verdict);

    [Theory]
    [InlineData(404, FailoverVerdict.NextContact)]
    [InlineData(486, FailoverVerdict.NextContact)]
    [InlineData(302, FailoverVerdict.NextContact)]
    [InlineData(503, FailoverVerdict.Next)]
    [InlineData(600, FailoverVerdict.Final)]
    [InlineData(603, FailoverVerdict.Final)]
    [InlineData(608, FailoverVerdict.Final)]
    public void A_refusal_of_one_Contact_leads_to_the_next_but_6xx_ends_it_all(int code, FailoverVerdict expected)
    {
        var candidate = new RouteCandidate(Plain, Given.Route("^1", ["alpha.example"]));
        Assert.Equal(expected, FailoverPolicy.Decide(new AttemptOutcome.Rejected(code), candidate, hasOther: true).Verdict);
        Assert.Equal(FailoverVerdict.Final, FailoverPolicy.Decide(new AttemptOutcome.Rejected(code), candidate, 5, TimeSpan.Zero, hasOther: true).Verdict);
    }

    [Theory]
    [InlineData(4, 24.9, FailoverVerdict.Next)]
    [InlineData(5, 1, FailoverVerdict.Final)]
    [InlineData(1, 25, FailoverVerdict.Final)]
    public void Five_attempts_or_25_seconds_end_the_search(int attempts, double seconds, FailoverVerdict expected) =>
        Assert.Equal(expected, FailoverPolicy.Decide(new AttemptOutcome.Rejected(503), new RouteCandidate(Plain, Given.Route("^1", ["alpha.example"])), attempts, TimeSpan.FromSeconds(seconds)).Verdict);

    private static FailoverDecision Decide(AttemptOutcome outcome, Trunk trunk) => FailoverPolicy.Decide(outcome, new RouteCandidate(trunk, Given.Route("^1", ["alpha.example"])));
}
