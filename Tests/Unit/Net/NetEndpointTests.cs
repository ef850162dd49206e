using Telephony.Net.Addresses;
using Telephony.Net.Linux;
using Xunit;

namespace Telephony.Unit.Net;

public sealed class NetEndpointTests
{
    [Theory]
    [InlineData("192.0.2.1:5060", "192.0.2.1:5060", true)]
    [InlineData("192.0.2.1", "192.0.2.1:0", true)]
    [InlineData("0.0.0.0:5060", "0.0.0.0:5060", true)]
    [InlineData("[2001:db8::1]:5060", "[2001:db8::1]:5060", false)]
    [InlineData("[2001:db8::1]", "[2001:db8::1]:0", false)]
    [InlineData("2001:db8::1", "[2001:db8::1]:0", false)]
    [InlineData("[::]:5060", "[::]:5060", false)]
    public void An_address_is_read_with_its_port(string text, string expected, bool isV4)
    {
        Assert.True(NetEndpoint.TryParse(text, out var endpoint));
        Assert.Equal(expected, endpoint.ToString());
        Assert.Equal(isV4, endpoint.IsV4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5060")]
    [InlineData("10.1")]
    [InlineData("localhost:5060")]
    [InlineData("192.0.2.1:65536")]
    [InlineData("192.0.2.1:")]
    [InlineData("[2001:db8::1]:x")]
    public void What_is_no_address_is_refused(string text) => Assert.False(NetEndpoint.TryParse(text, out _));

    [Theory]
    [InlineData("192.0.2.1:5060")]
    [InlineData("255.255.255.255:65535")]
    [InlineData("[2001:db8::8:800:200c:417a]:5061")]
    [InlineData("[fe80::1%3]:1")]
    public unsafe void The_kernels_form_and_back_is_the_same(string text)
    {
        Assert.True(NetEndpoint.TryParse(text, out var endpoint));
        var bytes = stackalloc byte[RawAddress.MaxLength];
        Assert.Equal(endpoint.IsV4 ? 16u : 28u, RawAddress.Write(bytes, endpoint));
        Assert.Equal(endpoint, RawAddress.Read(bytes));
    }
}
