using System.Text;
using CsCheck;
using Telephony.Sip.Messages;
using Xunit;

namespace Telephony.Unit.Sip.Messages;

public sealed class SipUriTests
{
    [Theory]
    [InlineData("sip:alice@atlanta.com", "alice", "", "atlanta.com", 0, "", "")]
    [InlineData("sip:alice:secretword@atlanta.com;transport=tcp", "alice", "secretword", "atlanta.com", 0, ";transport=tcp", "")]
    [InlineData("sips:alice@atlanta.com?subject=project%20x&priority=urgent", "alice", "", "atlanta.com", 0, "", "subject=project%20x&priority=urgent")]
    [InlineData("sip:+1-212-555-1212:1234@gateway.com;user=phone", "+1-212-555-1212", "1234", "gateway.com", 0, ";user=phone", "")]
    [InlineData("SIP:alice;day=tuesday@atlanta.com:5070", "alice;day=tuesday", "", "atlanta.com", 5070, "", "")]
    [InlineData("sip:user;par=u%40example.net@example.com", "user;par=u%40example.net", "", "example.com", 0, "", "")]
    [InlineData("sip:[2001:db8::10]:5070;lr", "", "", "[2001:db8::10]", 5070, ";lr", "")]
    [InlineData("sip:192.0.2.1", "", "", "192.0.2.1", 0, "", "")]
    [InlineData("sip:proxy_1.internal;lr=on", "", "", "proxy_1.internal", 0, ";lr=on", "")]
    [InlineData("tel:+1-201-555-0123;phone-context=example.com", "+1-201-555-0123", "", "", 0, ";phone-context=example.com", "")]
    public void A_uri_is_taken_apart(string text, string user, string password, string host, int port, string parameters, string headers)
    {
        Assert.True(SipUriView.TryParse(Encoding.UTF8.GetBytes(text), out var uri));
        Assert.Equal(
            (user, password, host, port, parameters, headers),
            (SipText.ToText(uri.User), SipText.ToText(uri.Password), SipText.ToText(uri.Host), uri.Port, SipText.ToText(uri.Params), SipText.ToText(uri.Headers)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sip:")]
    [InlineData("sip:alice@")]
    [InlineData("alice@atlanta.com")]
    [InlineData("sip:2001:db8::10")]
    [InlineData("sip:[2001:db8::10")]
    [InlineData("sip:[zz]")]
    [InlineData("sip:host:")]
    [InlineData("sip:host:99999")]
    [InlineData("sip:host:-1")]
    [InlineData("sip:al ice@host")]
    [InlineData("sip:host; lr")]
    [InlineData("<sip:host>")]
    [InlineData("sip:al\r\nice@host")]
    [InlineData("1sip:host")]
    [InlineData(":host")]
    [InlineData("tel:")]
    public void What_is_not_a_uri_is_refused(string text) => Assert.False(SipUriView.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("sip:+14255550100@host", true)]
    [InlineData("sip:0123(45)-67.8@host", true)]
    [InlineData("sip:+1425;phone-context=a@host", true)]
    [InlineData("tel:112", true)]
    [InlineData("sip:alice@host", false)]
    [InlineData("sip:+@host", false)]
    [InlineData("sip:host", false)]
    public void A_user_part_may_be_a_telephone_number(string text, bool expected)
    {
        Assert.True(SipUriView.TryParse(Encoding.UTF8.GetBytes(text), out var uri));
        Assert.Equal(expected, uri.IsE164ish);
    }

    // The examples of RFC 3261 19.1.4.
    [Theory]
    [InlineData("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp", true)]
    [InlineData("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true)]
    [InlineData("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5", true)]
    [InlineData("sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com", "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com", true)]
    [InlineData("sip:alice@atlanta.com?subject=project%20x&priority=urgent", "sip:alice@atlanta.com?priority=urgent&subject=project%20x", true)]
    [InlineData("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", false)]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false)]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", false)]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", false)]
    [InlineData("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", false)]
    [InlineData("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", false)]
    [InlineData("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", false)]
    [InlineData("sip:a%3Bb@host", "sip:a;b@host", false)]
    [InlineData("sip:host", "sips:host", false)]
    [InlineData("sip:@host", "sip:host", false)]
    [InlineData("tel:+1425", "TEL:+1425", true)]
    public void Uris_compare_as_the_rfc_says(string a, string b, bool same)
    {
        Assert.Equal(same, SipUriComparer.Same(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b)));
        Assert.Equal(same, SipUriComparer.Same(Encoding.UTF8.GetBytes(b), Encoding.UTF8.GetBytes(a)));
        if (same)
        {
            Assert.Equal(SipUri.Parse(a), SipUri.Parse(b));
            Assert.Equal(SipUri.Parse(a).GetHashCode(), SipUri.Parse(b).GetHashCode());
        }
    }

    [Fact]
    public void Parts_put_together_come_apart_again()
    {
        var token = Gen.Char["abcXYZ019-_.!~*'()%"].Array[1, 12].Select(c => new string(c).Replace("%", "%41", StringComparison.Ordinal));
        var host = Gen.OneOf(
            Gen.Char["abcz09-."].Array[1, 20].Select(c => "h" + new string(c)),
            Gen.Int[0, 255].Array[4].Select(b => string.Join('.', b)),
            Gen.Int[0, 65535].Array[8].Select(w => "[" + string.Join(':', w.Select(x => x.ToString("x"))) + "]"));
        var parameters = Gen.Select(token, token).Select((n, v) => $";{n}={v}").Array[0, 5].Select(string.Concat);
        Gen.Select(token, host, Gen.Int[0, 65535], parameters).Sample((user, name, port, list) =>
        {
            var text = $"sip:{user}@{name}{(port == 0 ? "" : ":" + port)}{list}";
            Assert.True(SipUriView.TryParse(Encoding.UTF8.GetBytes(text), out var uri), text);
            Assert.Equal((user, name, port, list), (SipText.ToText(uri.User), SipText.ToText(uri.Host), uri.Port, SipText.ToText(uri.Params)));
            Assert.True(SipUriComparer.Same(uri.Raw, uri.Raw));
        });
    }

    [Fact]
    public void An_escaped_user_part_is_the_same_again()
    {
        Gen.Byte.Array[0, 40].Sample(bytes =>
        {
            var escaped = new byte[bytes.Length * 3];
            var length = SipEscapes.EscapeUser(bytes, escaped);
            var back = new byte[length];
            Assert.Equal(bytes, back[..SipEscapes.Unescape(escaped.AsSpan(0, length), back)]);
            Assert.True(SipUriView.TryParse([.. "sip:"u8, .. escaped.AsSpan(0, length), .. "@h"u8], out _));
        });
    }
}
