using Telephony.Host.Settings;
using Telephony.Net.Addresses;
using Xunit;

namespace Telephony.Unit.Host;

public sealed class AddressSettingTests
{
    [Theory]
    [InlineData("udp:0.0.0.0:5060")]
    [InlineData("tcp:127.0.0.1:0")]
    [InlineData("tls:[2001:db8::1]:5061")]
    public void A_listener_reads_and_writes_the_same(string text)
    {
        Assert.True(ListenSetting.TryParse(text, out var setting));
        Assert.Equal(text, setting.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("udp")]
    [InlineData("udp:5060")]
    [InlineData("sctp:127.0.0.1:5060")]
    [InlineData("udp:127.0.0.1")]
    [InlineData("udp:127.0.0.1:")]
    [InlineData("udp:127.0.0.1:65536")]
    [InlineData("udp:1.2.3:5060")]
    [InlineData("udp:::1:5060")]
    [InlineData("udp:2001:db8::1:5060")]
    [InlineData("udp:localhost:5060")]
    public void What_is_no_listener_is_refused(string text) => Assert.False(ListenSetting.TryParse(text, out _));

    [Theory]
    [InlineData("", null, null)]
    [InlineData("203.0.113.7", "203.0.113.7", null)]
    [InlineData("2001:db8::7", null, "[2001:db8::7]")]
    [InlineData("gw.example.com", "gw.example.com", "gw.example.com")]
    [InlineData("203.0.113.7, 2001:db8::7", "203.0.113.7", "[2001:db8::7]")]
    public void An_advertised_address_counts_for_its_family_and_a_name_for_all(string text, string? v4, string? v6)
    {
        Assert.True(AdvertisedHosts.TryParse(text, out var hosts));
        Assert.True(NetEndpoint.TryParse("127.0.0.1:5060", out var four) & NetEndpoint.TryParse("[::1]:5060", out var six));
        Assert.Equal((v4, v6), (hosts.For(four), hosts.For(six)));
    }

    [Theory]
    [InlineData("203.0.113.7:5060")]
    [InlineData("0.0.0.0")]
    [InlineData("1.2.3")]
    [InlineData("not a name")]
    [InlineData("203.0.113.7,203.0.113.8")]
    public void What_peers_could_not_answer_to_is_refused(string text) => Assert.False(AdvertisedHosts.TryParse(text, out _));
}
