using Telephony.Calls.SessionTimers;
using Telephony.Domain.Trunks;
using Telephony.Unit.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Calls.SessionTimers;

/// <summary>Who refreshes and how often: RFC 4028 9 with table 2, and 7.2 (DR-36).</summary>
public class SessionTermsTests
{
    [Theory]
    [InlineData(SessionTimerMode.Offer, "", "none")]
    [InlineData(SessionTimerMode.Offer, "Supported: timer\r\n", "1800 theirs told")]
    [InlineData(SessionTimerMode.Offer, "Supported: timer\r\nMin-SE: 3600\r\n", "3600 theirs told")]
    [InlineData(SessionTimerMode.Offer, "Supported: timer\r\nSession-Expires: 600\r\n", "600 theirs told")]
    [InlineData(SessionTimerMode.Offer, "Supported: timer\r\nSession-Expires: 600;refresher=uac\r\n", "600 theirs told")]
    [InlineData(SessionTimerMode.Offer, "Supported: timer\r\nx: 600 ; refresher = UAS\r\n", "600 ours told")]
    [InlineData(SessionTimerMode.Offer, "Supported: timer\r\nSession-Expires: 86400\r\n", "1800 theirs told")]
    [InlineData(SessionTimerMode.Offer, "Supported: timer\r\nSession-Expires: 86400\r\nMin-SE: 7200\r\n", "7200 theirs told")]
    [InlineData(SessionTimerMode.Offer, "Supported: timer\r\nSession-Expires: 90\r\n", "90 theirs told")]
    [InlineData(SessionTimerMode.Offer, "Supported: timer\r\nSession-Expires: 89\r\n", "422")]
    [InlineData(SessionTimerMode.Offer, "Require: timer\r\nSession-Expires: 89\r\n", "422")]
    [InlineData(SessionTimerMode.Offer, "Session-Expires: 89\r\n", "89 ours told")]   // a proxy's wish: the caller would not understand 422
    [InlineData(SessionTimerMode.Offer, "Session-Expires: 600;refresher=uac\r\n", "600 ours told")]
    [InlineData(SessionTimerMode.Offer, "Supported: timer\r\nSession-Expires: soon\r\n", "1800 theirs told")]
    [InlineData(SessionTimerMode.Accept, "Supported: timer\r\n", "none")]
    [InlineData(SessionTimerMode.Accept, "Supported: timer\r\nSession-Expires: 600\r\n", "600 theirs told")]
    [InlineData(SessionTimerMode.Always, "", "1800 ours")]
    [InlineData(SessionTimerMode.Off, "Supported: timer\r\nSession-Expires: 60\r\n", "none")]
    public void The_answering_side_decides_by_the_table(SessionTimerMode mode, string headers, string expected) =>
        Assert.Equal(expected, SessionTerms.TryAnswer(Example.Request(headers), new SessionTimerPolicy { Mode = mode }, out var terms) ? Text(terms) : "422");

    [Theory]
    [InlineData(SessionRefresher.Auto, "1800 theirs told")]
    [InlineData(SessionRefresher.Remote, "1800 theirs told")]
    [InlineData(SessionRefresher.Local, "1800 ours told")]
    public void The_trunk_may_say_who_refreshes_when_the_peer_does_not(SessionRefresher refresher, string expected)
    {
        Assert.True(SessionTerms.TryAnswer(Example.Request("Supported: timer\r\n"), new SessionTimerPolicy { Refresher = refresher }, out var terms));
        Assert.Equal(expected, Text(terms));
    }

    [Theory]
    [InlineData(SessionTimerMode.Offer, "", "none")]
    [InlineData(SessionTimerMode.Always, "", "1800 ours")]
    [InlineData(SessionTimerMode.Offer, "Session-Expires: 600;refresher=uac\r\n", "600 ours told")]
    [InlineData(SessionTimerMode.Offer, "Session-Expires: 600;refresher=uas\r\n", "600 theirs told")]
    [InlineData(SessionTimerMode.Offer, "Session-Expires: 600\r\n", "600 ours told")]
    [InlineData(SessionTimerMode.Off, "Session-Expires: 600;refresher=uac\r\n", "none")]
    public void The_asking_side_takes_what_the_2xx_says(SessionTimerMode mode, string headers, string expected) =>
        Assert.Equal(expected, Text(SessionTerms.OfAnswer(Example.Request(headers), new SessionTimerPolicy { Mode = mode })));

    private static string Text(SessionTerms terms) => terms.Seconds == 0 ? "none" : $"{terms.Seconds} {(terms.Ours ? "ours" : "theirs")}{(terms.Told ? " told" : "")}";
}
