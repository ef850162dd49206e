using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Telephony.Calls.Protection;
using Telephony.Domain.Catalogue;
using Telephony.Net.Addresses;
using Telephony.Sip.Transports;
using Telephony.Unit.Domain;
using Xunit;

namespace Telephony.Unit.Calls.Protection;

public sealed class SourceBansTests
{
    private const SipTransportKind Udp = SipTransportKind.Udp;
    private const SipTransportKind Tcp = SipTransportKind.Tcp;

    private readonly FakeTimeProvider _clock = new();
    private readonly CatalogueHolder _catalogue = new();
    private readonly SourceBans _bans;

    public SourceBansTests()
    {
        _catalogue.Swap(TrunkCatalogue.Build([Given.Trunk(addresses: ["192.0.2.1:5060", "198.51.100.0/28", "2001:db8:1::7"])]));
        _bans = new SourceBans(new ProtectionOptions { BanAfter = 5, BanWindow = TimeSpan.FromSeconds(60), BanTime = TimeSpan.FromMinutes(10) }, _catalogue, _clock, NullLoggerFactory.Instance);
    }

    [Fact]
    public void So_many_offences_within_the_window_ban_a_source_and_no_other_until_the_time_is_over()
    {
        Offend(Udp, "203.0.113.9:4000", 4);
        Assert.False(Refused(Udp, "203.0.113.9:4000"));
        Offend(Udp, "203.0.113.9:4001", 1);   // another port of it
        Assert.True(Refused(Udp, "203.0.113.9:9"));
        Assert.False(Refused(Udp, "203.0.113.8:4000"));
        _clock.Advance(TimeSpan.FromMinutes(9.9));
        Assert.True(Refused(Udp, "203.0.113.9:4000"));
        _clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.False(Refused(Udp, "203.0.113.9:4000"));
        Assert.Equal((0, 2, 1), (_bans.Count, _bans.Dropped, _bans.Imposed));
    }

    [Fact]
    public void A_device_that_is_wrong_once_in_a_while_is_never_banned()
    {
        for (var i = 0; i < 50; i++)
        {
            Offend(Udp, "203.0.113.9:4000", 1);
            _clock.Advance(TimeSpan.FromSeconds(16));
        }
        Assert.Equal(0, _bans.Count);
    }

    [Theory]
    [InlineData("192.0.2.1:5060")]
    [InlineData("192.0.2.1:666")]         // the address with another port: its datagrams may be forged by anyone
    [InlineData("198.51.100.15:5060")]
    [InlineData("[2001:db8:1::7]:5060")]
    public void A_source_that_a_trunk_lists_is_never_banned(string source)
    {
        Offend(Udp, source, 1000);
        Offend(Tcp, source, 1000);
        Assert.Equal(0, _bans.Count);
    }

    [Fact]
    public void A_source_that_has_proven_itself_is_not_banned_for_an_hour_and_a_ban_of_it_ends()
    {
        Offend(Udp, "203.0.113.9:4000", 5);
        Assert.True(Refused(Udp, "203.0.113.9:4000"));
        _bans.Vouch(At("203.0.113.9:4000"));
        Assert.False(Refused(Udp, "203.0.113.9:4000"));
        Offend(Udp, "203.0.113.9:4000", 500);
        Assert.Equal(0, _bans.Count);
        _clock.Advance(TimeSpan.FromHours(2.1));
        Offend(Udp, "203.0.113.9:4000", 5);
        Assert.Equal(1, _bans.Count);
    }

    [Fact]
    public void Datagrams_may_be_forged_and_close_the_door_for_datagrams_alone()
    {
        Offend(Udp, "203.0.113.9:4000", 5);
        Assert.True(Refused(Udp, "203.0.113.9:4000"));
        Assert.False(Refused(Tcp, "203.0.113.9:4000"));
        Assert.False(Refused(SipTransportKind.Tls, "203.0.113.9:4000"));
        Offend(SipTransportKind.Tls, "203.0.113.10:4000", 5);
        Assert.True(Refused(Udp, "203.0.113.10:4000"));
        Assert.True(Refused(Tcp, "203.0.113.10:4000"));
    }

    [Fact]
    public void An_IPv6_host_owns_its_64_bits()
    {
        for (var i = 0; i < 5; i++) Offend(Udp, $"[2001:db8:2:3::{i}]:4000", 1);
        Assert.True(Refused(Udp, "[2001:db8:2:3:ffff::9]:1"));
        Assert.False(Refused(Udp, "[2001:db8:2:4::1]:1"));
        Assert.Equal("2001:db8:2:3::/64", Assert.Single(_bans.List()).Source);
    }

    [Fact]
    public void A_ban_is_listed_and_lifted()
    {
        Offend(Tcp, "203.0.113.9:4000", 5);
        Refused(Tcp, "203.0.113.9:4000");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(
            ["203.0.113.9 False 540 0", "203.0.113.9 True 540 1"],
            _bans.List().Select(ban => $"{ban.Source} {ban.Stream} {ban.Left.TotalSeconds:0} {ban.Dropped}").Order());
        Assert.True(_bans.Lift(IPAddress.Parse("203.0.113.9")));
        Assert.False(_bans.Lift(IPAddress.Parse("203.0.113.9")));
        Assert.Empty(_bans.List());
        Assert.False(Refused(Tcp, "203.0.113.9:4000"));
    }

    [Fact]
    public void A_trunk_that_is_saved_with_a_banned_address_is_heard_at_once()
    {
        Offend(Udp, "203.0.113.9:4000", 5);
        Offend(Udp, "[2001:db8:9:9::1]:4000", 5);
        _catalogue.Swap(TrunkCatalogue.Build([Given.Trunk(addresses: ["203.0.113.0/24", "2001:db8:9:9::1"])]));
        Assert.Equal(0, _bans.Count);
    }

    [Fact]
    public void A_flood_of_forged_addresses_is_forgotten_and_bounded()
    {
        for (var i = 0; i < 300_000; i++) _bans.Offend(Udp, NetEndpoint.FromV4((uint)(0x0A00_0000 + i), 5060), 1, "test");
        Assert.Equal(0, _bans.Count);
        Offend(Udp, "203.0.113.9:4000", 5);
        Assert.True(Refused(Udp, "203.0.113.9:4000"));
    }

    [Fact]
    public void There_are_never_more_bans_than_their_bound()
    {
        for (var i = 0; i < SourceBans.MostBans + 500; i++) _bans.Offend(Udp, NetEndpoint.FromV4((uint)(0x0A00_0000 + i), 5060), 5, "test");
        Assert.Equal(SourceBans.MostBans, _bans.Count);
        _clock.Advance(TimeSpan.FromMinutes(11));
        Offend(Udp, "203.0.113.9:4000", 5);
        Assert.Equal(1, _bans.Count);
    }

    [Fact]
    public void Zero_bans_nobody()
    {
        var none = new SourceBans(new ProtectionOptions { BanAfter = 0 }, _catalogue, _clock, NullLoggerFactory.Instance);
        for (var i = 0; i < 1000; i++) none.Offend(Udp, At("203.0.113.9:1"), 10, "test");
        Assert.False(none.Refuses(Udp, At("203.0.113.9:1")));
    }

    private void Offend(SipTransportKind kind, string source, int times)
    {
        for (var i = 0; i < times; i++) _bans.Offend(kind, At(source), 1, "test");
    }

    private bool Refused(SipTransportKind kind, string source) => _bans.Refuses(kind, At(source));

    private static NetEndpoint At(string text) => NetEndpoint.TryParse(text, out var endpoint) ? endpoint : throw new FormatException(text);
}
