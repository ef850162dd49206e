using System.Text;
using Telephony.Sip.Messages;
using Xunit;

namespace Telephony.Unit.Sip.Messages;

public sealed class HeaderNamesTests
{
    [Fact]
    public void Every_header_is_found_by_its_name_in_any_case()
    {
        foreach (var name in Enum.GetValues<HeaderName>().Where(n => n != HeaderName.Other))
        {
            var text = Encoding.ASCII.GetString(name.ToBytes());
            Assert.Equal(name, HeaderNames.Find(Encoding.ASCII.GetBytes(text)));
            Assert.Equal(name, HeaderNames.Find(Encoding.ASCII.GetBytes(text.ToLowerInvariant())));
            Assert.Equal(name, HeaderNames.Find(Encoding.ASCII.GetBytes(text.ToUpperInvariant())));
            Assert.Equal(HeaderName.Other, HeaderNames.Find(Encoding.ASCII.GetBytes(text + "x")));
        }
    }

    [Theory]
    [InlineData("v", HeaderName.Via)]
    [InlineData("F", HeaderName.From)]
    [InlineData("t", HeaderName.To)]
    [InlineData("i", HeaderName.CallId)]
    [InlineData("m", HeaderName.Contact)]
    [InlineData("L", HeaderName.ContentLength)]
    [InlineData("c", HeaderName.ContentType)]
    [InlineData("e", HeaderName.ContentEncoding)]
    [InlineData("k", HeaderName.Supported)]
    [InlineData("s", HeaderName.Subject)]
    [InlineData("r", HeaderName.ReferTo)]
    [InlineData("b", HeaderName.ReferredBy)]
    [InlineData("o", HeaderName.Event)]
    [InlineData("u", HeaderName.AllowEvents)]
    [InlineData("x", HeaderName.SessionExpires)]
    [InlineData("y", HeaderName.Identity)]
    [InlineData("q", HeaderName.Other)]
    [InlineData("", HeaderName.Other)]
    [InlineData("1", HeaderName.Other)]
    public void Compact_forms_are_known(string text, HeaderName name) => Assert.Equal(name, HeaderNames.Find(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Methods_are_known_by_their_exact_name()
    {
        foreach (var method in Enum.GetValues<SipMethod>().Where(m => m != SipMethod.Unknown))
        {
            Assert.Equal(method, SipMethods.Find(method.ToBytes()));
            Assert.Equal(SipMethod.Unknown, SipMethods.Find(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(method.ToBytes()).ToLowerInvariant())));
        }
    }
}
