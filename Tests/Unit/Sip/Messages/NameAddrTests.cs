using System.Text;
using Telephony.Sip.Messages;
using Xunit;

namespace Telephony.Unit.Sip.Messages;

public sealed class NameAddrTests
{
    [Theory]
    [InlineData("\"Bob\" <sips:bob@biloxi.com> ;tag=a48s", "Bob", "sips:bob@biloxi.com", "a48s")]
    [InlineData("sip:+12125551212@phone2net.com;tag=887s", "", "sip:+12125551212@phone2net.com", "887s")]
    [InlineData("Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8", "Anonymous", "sip:c8oqz84zk7z@privacy.org", "hyh8")]
    [InlineData("<sip:a@b;tag=inner>;TAG=outer", "", "sip:a@b;tag=inner", "outer")]
    [InlineData("\"a \\\" <sip:evil@x> \\\\\"<sip:a@b>", "a \\\" <sip:evil@x> \\\\", "sip:a@b", "")]
    [InlineData("caller<sip:caller@example.com>;tag=323", "caller", "sip:caller@example.com", "323")]
    [InlineData("tel:+1-201-555-0123;tag=9", "", "tel:+1-201-555-0123", "9")]
    [InlineData("<tel:112;phone-context=+1>", "", "tel:112;phone-context=+1", "")]
    [InlineData("*", "", "*", "")]
    [InlineData("<sip:x@y> ; expires = 3600 ; tag = t", "", "sip:x@y", "t")]
    [InlineData("<sip:x@y>;p=\"a;tag=no\";tag=t", "", "sip:x@y", "t")]
    [InlineData("<isbn:2983792873>", "", "isbn:2983792873", "")]
    [InlineData("<sip:x@y>;tag=abc;", "", "sip:x@y", "abc")]
    public void An_address_is_taken_apart(string text, string name, string uri, string tag)
    {
        Assert.True(NameAddrView.TryParse(Encoding.UTF8.GetBytes(text), out var address));
        Assert.Equal((name, uri, tag), (SipText.ToText(address.DisplayName), SipText.ToText(address.Uri), SipText.ToText(address.Tag)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\"Mr. J. User <sip:j.user@example.com>")]
    [InlineData("<sip:a@b")]
    [InlineData("\"x\" sip:a@b")]
    [InlineData("<sip:a@b> junk")]
    [InlineData("<>")]
    [InlineData("<sip:a@b>;x=\"open")]
    [InlineData("nouri")]
    [InlineData("a <b <sip:c>")]
    public void What_is_not_an_address_is_refused(string text) => Assert.False(NameAddrView.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void An_escaped_display_name_is_resolved_on_demand()
    {
        Assert.True(NameAddrView.TryParse("\"J \\\"R\\\" \\\\\" <sip:j@x>"u8, out var address));
        Span<byte> name = stackalloc byte[64];
        Assert.Equal("J \"R\" \\", Encoding.UTF8.GetString(name[..SipText.Unescape(address.DisplayName, name)]));
    }
}
