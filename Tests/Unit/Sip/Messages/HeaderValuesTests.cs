using System.Text;
using CsCheck;
using Telephony.Sip.Messages;
using Telephony.Unit.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Sip.Messages;

public sealed class HeaderValuesTests
{
    [Fact]
    public void Values_come_from_all_lines_and_commas_in_quotes_and_brackets_do_not_part()
    {
        var message = Example.Request("Contact: \"A, \\\", B\" <sip:a@x;p=1,2>;q=0.5 , <sip:b@x>\r\nX: y\r\nm: sip:c@x,,sip:d@x\r\n");
        Assert.Equal(
            ["\"A, \\\", B\" <sip:a@x;p=1,2>;q=0.5", "<sip:b@x>", "sip:c@x", "sip:d@x"],
            Values(message, HeaderName.Contact));
    }

    [Fact]
    public void Headers_that_are_no_lists_keep_their_commas()
    {
        var message = Example.Request("Date: Sat, 13 Nov 2010 23:29:00 GMT\r\nAuthorization: Digest a=b, c=d\r\n");
        Assert.Equal(["Sat, 13 Nov 2010 23:29:00 GMT"], Values(message, HeaderName.Date));
        Assert.Equal(["Digest a=b, c=d"], Values(message, HeaderName.Authorization));
    }

    [Fact]
    public void An_unclosed_quote_makes_the_rest_one_value() =>
        Assert.Equal(["a", "\"b, c"], Values(Example.Request("Supported: a, \"b, c\r\n"), HeaderName.Supported));

    [Fact]
    public void Whatever_values_are_joined_come_apart_in_order()
    {
        var plain = Gen.Char["abc;=@:<"].Array[1, 8].Select(c => new string(c).Replace("<", "<,>", StringComparison.Ordinal));
        var quoted = Gen.Char["abc, \\\""].Array[0, 8].Select(c => "\"" + new string(c).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"");
        Gen.OneOf(plain, quoted).Array[1, 12].Sample(values =>
        {
            var separators = new[] { ",", " , ", ",\r\n  ", "\r\nContact:" };
            var text = new StringBuilder("Contact:");
            for (var i = 0; i < values.Length; i++)
            {
                text.Append(i == 0 ? "" : separators[(i + values[i].Length) % separators.Length]).Append(values[i]);
            }
            Assert.Equal(values, Values(Example.Request(text + "\r\n"), HeaderName.Contact));
        });
    }

    private static string[] Values(SipMessage message, HeaderName name)
    {
        var values = new List<string>();
        foreach (var value in message.Values(name))
        {
            values.Add(Encoding.UTF8.GetString(value));
        }
        return [.. values];
    }
}
