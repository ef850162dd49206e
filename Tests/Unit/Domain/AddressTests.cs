using System.Net;
using CsCheck;
using Telephony.Domain.Addresses;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class AddressTests
{
    [Theory]
    [InlineData("+14255550123", true)]
    [InlineData("+1234", true)]
    [InlineData("+123456789012345", true)]
    [InlineData("+1234567890123456", false)]
    [InlineData("+123", false)]
    [InlineData("+0425555", false)]
    [InlineData("14255550123", false)]
    [InlineData("+1425 5550123", false)]
    [InlineData("", false)]
    [InlineData("+", false)]
    public void E164_is_a_plus_and_4_to_15_digits(string text, bool good)
    {
        Assert.Equal(good, PhoneNumber.TryParse(text, out var number));
        Assert.Equal(good, PhoneNumber.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var fromBytes));
        Assert.Equal(number, fromBytes);
        if (good) Assert.Equal(text, number.ToString());
    }

    [Fact]
    public void A_number_reads_back_from_its_digits() => Gen.ULong[1_000, 999_999_999_999_999].Sample(digits =>
    {
        Assert.True(PhoneNumber.TryFromDigits(digits, out var number));
        Assert.Equal(number, PhoneNumber.Parse(number.ToString()));
        Assert.Equal(number.ToString().Length - 1, number.DigitCount);
    });

    [Theory]
    [InlineData("+14255550123", "gw.example", "E164 +14255550123")]
    [InlineData("+1-425-555-0123", "gw.example", "E164 +14255550123")]
    [InlineData("+1(425)555.0123", "", "E164 +14255550123")]
    [InlineData("112", "gw.example", "ServiceCode 112")]
    [InlineData("+911", "gw.example", "ServiceCode 911")]
    [InlineData("4711", "gw.example", "Extension 4711")]
    [InlineData("*61#", "gw.example", "Extension *61#")]
    [InlineData("0711123456", "gw.example", "Extension 0711123456")]
    [InlineData("alice", "example.com", "SipUri alice@example.com")]
    [InlineData("a.b", "example.com", "SipUri a.b@example.com")]
    [InlineData("alice", "", "SipUri alice")]
    [InlineData("", "example.com", "SipUri example.com")]
    [InlineData("", "", "Anonymous anonymous")]
    [InlineData("Anonymous", "anonymous.invalid", "Anonymous anonymous")]
    [InlineData("+14255550123", "anonymous.invalid", "Anonymous anonymous")]
    public void Every_user_and_host_is_some_address(string user, string host, string expected)
    {
        var address = AddressReader.Read(user, host, EmergencyNumbers.Usual);
        Assert.Equal(expected, $"{address.GetType().Name} {address.Text}");
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("0.0.0.0/0", "203.0.113.1", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.1", true)]
    public void A_range_holds_its_addresses(string range, string address, bool inside)
    {
        Assert.True(IpRange.TryParse(range, out var parsed, out var why), why);
        Assert.Equal(inside, parsed.Contains(IpBits.From(IPAddress.Parse(address))));
        Assert.Equal(range, parsed.ToString());
    }

    [Theory]
    [InlineData("192.0.2.1/24", "192.0.2.0/24")]
    [InlineData("192.0.2.0/33", "0 to 32")]
    [InlineData("10.1", "no IP address")]
    [InlineData("010.0.0.1", "no IP address")]
    [InlineData("example.com", "no IP address")]
    [InlineData("2001:db8::1/64", "2001:db8::/64")]
    public void A_wrong_range_says_why(string text, string hint)
    {
        Assert.False(IpRange.TryParse(text, out _, out var why));
        Assert.Contains(hint, why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.1:5060", "192.0.2.1", 5060)]
    [InlineData("192.0.2.1", "192.0.2.1", 0)]
    [InlineData("[2001:db8::1]:5061", "2001:db8::1", 5061)]
    [InlineData("[2001:db8::1]", "2001:db8::1", 0)]
    [InlineData("2001:db8::1", "2001:db8::1", 0)]
    [InlineData("SBC.example.com:5070", "sbc.example.com", 5070)]
    [InlineData("sbc.example.com", "sbc.example.com", 0)]
    [InlineData("localhost:5080", "localhost", 5080)]
    public void A_host_and_port_is_read(string text, string host, int port)
    {
        Assert.True(HostPort.TryParse(text, out var parsed));
        Assert.Equal((host, port), (parsed?.Host, parsed?.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2.1:0")]
    [InlineData("192.0.2.1:65536")]
    [InlineData("192.0.2.300")]
    [InlineData("host:")]
    [InlineData("[192.0.2.1]:5060")]
    [InlineData("sip:host")]
    [InlineData("a b")]
    public void What_is_no_host_and_port_is_refused(string text) => Assert.False(HostPort.TryParse(text, out _));
}
