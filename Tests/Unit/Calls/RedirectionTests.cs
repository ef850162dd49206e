using System.Globalization;
using CsCheck;
using Telephony.Calls.Dialing;
using Telephony.Calls.Redirections;
using Telephony.Domain.Routing;
using Telephony.Unit.Domain;
using Telephony.Unit.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Calls;

/// <summary>Contacts of a 3xx and the order of what is left to try.</summary>
public class RedirectionTests
{
    [Theory]
    [InlineData("<sip:a@x>;q=0.1, <sip:b@x>, <sip:c@x>;q=0.55, <sip:d@x>;q=1", "b d c a")]
    [InlineData("<sip:a@x>;q=9, <sip:b@x>;q=, <sip:c@x>;q=-1, <sip:d@x>;q=0", "a b c d")]
    [InlineData("<sip:a@x>;expires=0, <sip:b@x>;expires=1, <sip:c@x>;expires=soon", "b c")]
    [InlineData("\"a, b\" <sip:a@x;p=1?h=2>, sip:b@x;q=0.5", "a b")]
    public void Contacts_are_tried_by_q_and_equal_ones_as_they_came(string contacts, string expected) => Assert.Equal(expected, Read($"Contact: {contacts}\r\n", out _));

    [Fact]
    public void What_is_too_much_or_unreadable_is_left_out_and_counted()
    {
        Read("Contact: <sip:a@x>, <sip:b@x, <sip:c@x>\r\n", out _);
        var many = string.Join(", ", Enumerable.Range(0, 40).Select(static i => string.Create(CultureInfo.InvariantCulture, $"<sip:u{i}@x>")));
        Assert.Equal(10, Read($"Contact: {many}\r\n", out var leftOut).Split(' ').Length);
        Assert.Equal(30, leftOut);
        Assert.Equal("", Read($"Contact: <sip:{new string('u', 2000)}@x>\r\n", out leftOut));
        Assert.Equal(1, leftOut);
    }

    [Fact]
    public void Any_weights_give_a_stable_order_by_weight() => Gen.Int[0, 1000].Array[1, 10].Sample(static weights =>
    {
        var contacts = string.Join(", ", weights.Select(static (q, i) => string.Create(CultureInfo.InvariantCulture, $"<sip:u{i}@x>;q={q / 1000m}")));
        var expected = weights.Select(static (q, i) => (q, i)).OrderByDescending(static w => w.q).ThenBy(static w => w.i).Select(static w => $"u{w.i}");
        Assert.Equal(string.Join(' ', expected), Read($"Contact: {contacts}\r\n", out _));
    });

    /// <summary>A random tree of redirections walked with random outcomes: every step is tried at most once, a failure that ends a Contact never tries it again, and the walk ends.</summary>
    [Fact]
    public void A_search_visits_each_step_once_and_leaves_out_what_a_refusal_has_ended() => Gen.Int[0, 9].Array[1, 60].Sample(static dice =>
    {
        var steps = new SearchSteps(new RoutePlan([.. Trunks.Take(3).Select(static t => new RouteCandidate(t, Any))], NoPlanReason.None));
        var ended = new HashSet<Redirection>(ReferenceEqualityComparer.Instance);
        var (answer, seen) = (0, new HashSet<RouteCandidate>(ReferenceEqualityComparer.Instance));
        foreach (var die in dice)
        {
            if (!steps.TryTake(out var step)) return;
            Assert.True(seen.Add(step.Candidate));
            for (var to = step.To; to is not null; to = to.Before) Assert.DoesNotContain(to, ended);
            if (die < 4)
            {
                answer++;
                Redirection[] contacts = [.. Enumerable.Range(0, 1 + (die % 3)).Select(i => new Redirection(step.To, answer, "f", 302, "302", $"{answer}.{i}"))];
                steps.Insert([.. contacts.SelectMany(static c => Trunks.Take(2).Select(t => new SearchStep(new RouteCandidate(t, Any), c)))], "f");
            }
            else if (die < 8 && steps.HasOther(step.To))
            {
                steps.SkipTo(step.To);
                ended.Add(step.To!);   // HasOther says that there is one
            }
        }
    }, iter: 5000);

    private static readonly Telephony.Domain.Trunks.Trunk[] Trunks = [Given.Trunk("a.example"), Given.Trunk("b.example"), Given.Trunk("c.example")];

    private static readonly VoiceRoute Any = Given.Route("^", ["a.example"]);

    private static string Read(string headers, out int leftOut)
    {
        var contacts = RedirectionContact.Read(Example.Response(302, headers), out leftOut);
        return string.Join(' ', contacts.Select(static c => c.ToString().Split(':', '@')[1]));
    }
}
