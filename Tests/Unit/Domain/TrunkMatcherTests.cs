using System.Net;
using System.Text;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Registration;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class TrunkMatcherTests
{
    private static readonly TrunkMatcher Matcher = Given.Catalogue(
    [
        Given.Trunk("port.example", ["192.0.2.1:5070"]),
        Given.Trunk("address.example", ["192.0.2.1", "2001:db8::1"]),
        Given.Trunk("near.example", ["192.0.2.0/24"]),
        Given.Trunk("far.example", ["192.0.0.0/16", "2001:db8::/32"]),
        Given.Trunk("west.example", ["198.51.100.1"], calledPattern: @"^\+1425"),
        Given.Trunk("east.example", ["198.51.100.1"], calledPattern: @"^\+1\d*9$"),
        Given.Trunk("rest.example", ["198.51.100.1"]),
        Given.Trunk("only.example", ["198.51.100.2"], calledPattern: @"^\+1425"),
        Given.Trunk("pbx.example", digestUser: "pbx1", realm: "realm.example"),
        Given.Trunk("behind.example") with { Accounts = [new Account("desk", "x") { Numbers = NumberPattern.Compile(@"^\+1206555\d{4}$") }] },
        Given.Trunk("off.example", ["203.0.113.1"], enabled: false),
        Given.Trunk("tls.example", ["203.0.113.2"], transport: SignallingTransport.Tls),
        Given.Trunk("tcp.example", ["203.0.113.3"], transport: SignallingTransport.Tcp),
        Given.Trunk("both.example", ["203.0.113.4"], digestUser: "both"),
    ]).Matcher;

    [Theory]
    [InlineData("192.0.2.1", 5070, "port.example ExactAddressAndPort")]
    [InlineData("192.0.2.1", 5060, "address.example ExactAddress")]
    [InlineData("192.0.2.2", 5070, "near.example AddressRange")]
    [InlineData("192.0.3.2", 5070, "far.example AddressRange")]
    [InlineData("::ffff:192.0.2.1", 5070, "port.example ExactAddressAndPort")]
    [InlineData("2001:db8::1", 5060, "address.example ExactAddress")]
    [InlineData("2001:db8::2", 5060, "far.example AddressRange")]
    [InlineData("10.0.0.1", 5060, "Unknown")]
    [InlineData("2001:db9::1", 5060, "Unknown")]
    [InlineData("203.0.113.1", 5060, "Disabled off.example")]
    public void The_most_specific_source_wins(string address, int port, string expected) => Assert.Equal(expected, Shown(Match(address, port)));

    [Theory]
    [InlineData("+12065550123", "rest.example ExactAddress")]
    [InlineData("+14255550123", "west.example ExactAddress")]
    [InlineData("+12065550129", "east.example ExactAddress")]
    [InlineData("+14255550129", "Ambiguous")]
    [InlineData("", "rest.example ExactAddress")]
    public void The_called_number_decides_between_trunks_on_one_source(string called, string expected) => Assert.Equal(expected, Shown(Match("198.51.100.1", called: called)));

    [Theory]
    [InlineData("+14255550123", "only.example ExactAddress")]
    [InlineData("+12065550123", "Unknown")]
    public void A_pattern_keeps_other_numbers_out(string called, string expected) => Assert.Equal(expected, Shown(Match("198.51.100.2", called: called)));

    [Theory]
    [InlineData(SignallingTransport.Udp, "203.0.113.2", "WrongTransport tls.example")]
    [InlineData(SignallingTransport.Tcp, "203.0.113.2", "WrongTransport tls.example")]
    [InlineData(SignallingTransport.Tls, "203.0.113.2", "tls.example ExactAddress")]
    [InlineData(SignallingTransport.Udp, "203.0.113.3", "WrongTransport tcp.example")]
    [InlineData(SignallingTransport.Tcp, "203.0.113.3", "tcp.example ExactAddress")]
    [InlineData(SignallingTransport.Tls, "203.0.113.3", "tcp.example ExactAddress")]
    [InlineData(SignallingTransport.Tls, "192.0.2.1", "address.example ExactAddress")]
    public void A_weaker_transport_than_the_trunks_is_refused(SignallingTransport transport, string address, string expected) =>
        Assert.Equal(expected, Shown(Match(address, transport: transport)));

    [Theory]
    [InlineData("10.0.0.1", "", false, "pbx1", "x", "NeedsDigest pbx.example")]
    [InlineData("10.0.0.1", "", false, "x", "PBX.example.", "NeedsDigest pbx.example")]
    [InlineData("10.0.0.1", "", false, "x", "realm.example", "NeedsDigest pbx.example")]
    [InlineData("10.0.0.1", "pbx1", false, "x", "x", "NeedsDigest pbx.example")]
    [InlineData("10.0.0.1", "pbx1", true, "x", "x", "pbx.example Digest")]
    [InlineData("10.0.0.1", "stranger", true, "x", "x", "Unknown")]
    [InlineData("10.0.0.1", "both", true, "both", "both.example", "Unknown")]
    [InlineData("192.0.2.1", "pbx1", true, "x", "x", "pbx.example Digest")]
    [InlineData("192.0.2.1", "pbx1", false, "x", "x", "NeedsDigest pbx.example")]
    [InlineData("192.0.2.1", "", false, "pbx1", "pbx.example", "address.example ExactAddress")]
    [InlineData("192.0.2.9", "", false, "x", "pbx.example", "NeedsDigest pbx.example")]
    [InlineData("192.0.2.9", "", false, "pbx1", "x", "near.example AddressRange")]
    [InlineData("203.0.113.4", "", false, "x", "x", "both.example ExactAddress")]
    [InlineData("10.0.0.1", "", false, "+12065550100", "x", "NeedsDigest behind.example")]      // a number behind a PBX
    [InlineData("10.0.0.1", "", false, "desk", "x", "NeedsDigest behind.example")]
    [InlineData("10.0.0.1", "", false, "+12065560100", "x", "Unknown")]
    public void Digest_goes_before_addresses_and_its_name_before_networks(string address, string user, bool proven, string fromUser, string fromHost, string expected) =>
        Assert.Equal(expected, Shown(Match(address, digestUser: user, proven: proven, fromUser: fromUser, fromHost: fromHost)));

    [Fact]
    public void Every_answer_has_a_sentence()
    {
        foreach (var match in new[] { Match("192.0.2.1"), Match("10.0.0.1"), Match("203.0.113.1"), Match("203.0.113.2"), Match("198.51.100.1", called: "+14255550129"), Match("10.0.0.1", fromHost: "pbx.example") })
        {
            Assert.EndsWith(".", match.Reason, StringComparison.Ordinal);
            Assert.Contains(' ', match.Reason);
        }
    }

    [Fact]
    public void A_match_allocates_nothing()
    {
        var address = Telephony.Domain.Addresses.IpBits.From(IPAddress.Parse("192.0.3.2"));
        byte[] called = [.. "+14255550123"u8], host = [.. "stranger.example"u8];
        for (var i = 0; i < 100; i++) Once();
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 1000; i++) Once();
        }));

        void Once() => Matcher.Match(new InboundSource(address, 5060, SignallingTransport.Udp) { CalledNumber = called, FromHost = host, FromUser = called });
    }

    [Theory]
    [InlineData("192.0.2.1", true)]
    [InlineData("192.0.77.1", true)]
    [InlineData("10.0.0.1", false)]
    public void A_stranger_is_told_from_a_partner_by_address_alone(string address, bool known) =>
        Assert.Equal(known, Matcher.Knows(Telephony.Domain.Addresses.IpBits.From(IPAddress.Parse(address))));

    public static TheoryData<Trunk[], string> Conflicts => new()
    {
        { [Given.Trunk("a.example"), Given.Trunk("A.example")], "already claimed by a trunk of the same resource" },
        { [Given.Trunk("a.example"), Given.Trunk("a.example") with { Resource = ResourceId.Parse("contoso") }], "already claimed by a trunk of another resource" },
        { [Given.Trunk("a.example", ["192.0.2.1"]), Given.Trunk("b.example", ["192.0.2.1"])], "192.0.2.1 is already claimed by trunk a.example" },
        { [Given.Trunk("a.example", ["192.0.2.1:5060"]), Given.Trunk("b.example", ["192.0.2.1:5060"])], "192.0.2.1:5060 is already claimed" },
        { [Given.Trunk("a.example", ["192.0.2.0/24"]), Given.Trunk("b.example", ["192.0.2.0/24"])], "192.0.2.0/24 is already claimed" },
        { [Given.Trunk("a.example", ["192.0.2.1", "192.0.2.1/32"])], "is listed twice" },
        { [Given.Trunk("a.example", ["192.0.2.1"], calledPattern: "^1"), Given.Trunk("b.example", ["192.0.2.1"], calledPattern: "^1")], "already claimed by trunk a.example" },
        { [Given.Trunk("a.example", digestUser: "u"), Given.Trunk("b.example", digestUser: "u")], "digest user u is already claimed" },
    };

    [Theory]
    [MemberData(nameof(Conflicts))]
    public void What_could_not_be_told_apart_is_a_mistake_of_the_configuration(Trunk[] trunks, string hint)
    {
        Assert.False(TrunkCatalogue.TryBuild(trunks, [], NumberRuleLists.None, Telephony.Domain.Addresses.EmergencyNumbers.Usual, 1, out _, out var conflicts));
        Assert.Contains(hint, Assert.Single(conflicts).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void One_address_with_different_ports_or_different_patterns_is_no_conflict() => Given.Catalogue(
    [
        Given.Trunk("a.example", ["192.0.2.1:5060"]), Given.Trunk("b.example", ["192.0.2.1:5070"]), Given.Trunk("c.example", ["192.0.2.1"]), Given.Trunk("d.example", ["192.0.2.0/24"]),
        Given.Trunk("e.example", ["192.0.2.1"], calledPattern: "^1"), Given.Trunk("f.example", ["192.0.2.1"], calledPattern: "^2"),
    ]);

    private static TrunkMatch Match(
        string address, int port = 5060, SignallingTransport transport = SignallingTransport.Udp, string called = "", string digestUser = "", bool proven = false, string fromUser = "", string fromHost = "") =>
        Matcher.Match(new InboundSource(IPAddress.Parse(address), port, transport)
        {
            CalledNumber = Encoding.UTF8.GetBytes(called),
            DigestUser = Encoding.UTF8.GetBytes(digestUser),
            DigestProven = proven,
            FromUser = Encoding.UTF8.GetBytes(fromUser),
            FromHost = Encoding.UTF8.GetBytes(fromHost),
        });

    private static string Shown(TrunkMatch match) => match switch
    {
        TrunkMatch.Found found => $"{found.Trunk.Id} {found.How}",
        _ => match.Named is { } named ? $"{match.GetType().Name} {named.Id}" : match.GetType().Name,
    };
}
