using System.Text;
using CsCheck;
using Telephony.Calls.Dialing;
using Xunit;

namespace Telephony.Unit.Calls;

public class SipUserTextTests
{
    [Theory]
    [InlineData("+14255550100", "+14255550100")]
    [InlineData("a b@c", "a%20b%40c")]
    [InlineData("#31#+1", "%2331%23+1")]
    [InlineData("käse", "k%C3%A4se")]
    [InlineData("100%", "100%25")]
    [InlineData("", "")]
    public void What_a_user_part_may_not_hold_is_escaped(string plain, string escaped)
    {
        Assert.Equal(escaped, SipUserText.Escape(plain));
        Assert.Equal(plain, SipUserText.Unescape(Encoding.ASCII.GetBytes(escaped)));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("a%2", "a%2")]
    [InlineData("a%zz", "a%zz")]
    public void A_broken_escape_stays_as_it_is(string wire, string plain) => Assert.Equal(plain, SipUserText.Unescape(Encoding.ASCII.GetBytes(wire)));

    [Fact]
    public void Whatever_is_escaped_comes_back() =>
        Gen.String.Where(static text => text.All(static c => !char.IsSurrogate(c))).Sample(static text => SipUserText.Unescape(Encoding.ASCII.GetBytes(SipUserText.Escape(text))) == text);
}
