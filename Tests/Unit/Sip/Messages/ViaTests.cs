using System.Text;
using Telephony.Sip.Messages;
using Xunit;

namespace Telephony.Unit.Sip.Messages;

public sealed class ViaTests
{
    [Fact]
    public void All_parts_are_read()
    {
        Assert.True(ViaView.TryParse("SIP/2.0/TLS [2001:db8::9:1]:5071;rport=6000;received=192.0.2.7;maddr=224.2.0.1;ttl=16;branch=z9hG4bK87;x=y"u8, out var via));
        Assert.Equal("TLS"u8, via.Transport);
        Assert.Equal("[2001:db8::9:1]"u8, via.Host);
        Assert.Equal(5071, via.Port);
        Assert.True(via.HasRPort);
        Assert.Equal(6000, via.RPort);
        Assert.Equal("192.0.2.7"u8, via.Received);
        Assert.Equal("224.2.0.1"u8, via.Maddr);
        Assert.Equal(16, via.Ttl);
        Assert.Equal("z9hG4bK87"u8, via.Branch);
        Assert.True(via.HasMagicBranch);
        Assert.True(via.TryGetParam("X"u8, out var x));
        Assert.Equal("y"u8, x);
    }

    [Fact]
    public void What_is_absent_is_empty()
    {
        Assert.True(ViaView.TryParse("SIP/2.0/UDP pc33.atlanta.com"u8, out var via));
        Assert.Equal(0, via.Port);
        Assert.Equal(-1, via.Ttl);
        Assert.False(via.HasRPort);
        Assert.True(via.Branch.IsEmpty);
        Assert.False(via.HasMagicBranch);
    }

    [Fact]
    public void Rport_without_a_value_asks_for_one()
    {
        Assert.True(ViaView.TryParse("SIP/2.0/UDP 10.1.1.1:4540;rport;branch=z9hG4bKkjshdyff"u8, out var via));
        Assert.True(via.HasRPort);
        Assert.Equal(0, via.RPort);
    }

    [Theory]
    [InlineData("SIP  / 2.0  / TCP     spindle.example.com   ;  branch  =   z9hG4bK9ikj8  ", "TCP", "spindle.example.com", "z9hG4bK9ikj8")]
    [InlineData("sip/2.0/udp host : 5060 ;branch=b", "udp", "host", "b")]
    [InlineData("SIP/2.0/UNKNOWN unknowntransport.example.com;branch=z9hG4bKkdjuw", "UNKNOWN", "unknowntransport.example.com", "z9hG4bKkdjuw")]
    public void White_space_and_unknown_transports_are_tolerated(string text, string transport, string host, string branch)
    {
        Assert.True(ViaView.TryParse(Encoding.UTF8.GetBytes(text), out var via));
        Assert.Equal((transport, host, branch), (SipText.ToText(via.Transport), SipText.ToText(via.Host), SipText.ToText(via.Branch)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SIP/2.0/UDP")]
    [InlineData("SIP/2.0/UDP ")]
    [InlineData("SIP/3.0/UDP host")]
    [InlineData("HTTP/2.0/UDP host")]
    [InlineData("SIP/2.0/UDP 192.0.2.15;;")]
    [InlineData("SIP/2.0/UDP host:port")]
    [InlineData("SIP/2.0/UDP host:70000")]
    [InlineData("SIP/2.0/UDP [2001:db8::1")]
    [InlineData("SIP/2.0/UDP 2001:db8::1")]
    [InlineData("SIP/2.0/UDP host;rport=99999")]
    [InlineData("SIP/2.0/UDP host;ttl=256")]
    [InlineData("SIP/2.0/UDP host junk")]
    public void What_is_not_a_via_is_refused(string text) => Assert.False(ViaView.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
