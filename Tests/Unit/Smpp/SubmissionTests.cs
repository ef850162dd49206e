using CsCheck;
using Telephony.Domain.Addresses;
using Telephony.Domain.Messages;
using Telephony.Smpp.Sending;
using Telephony.Smpp.Settings;
using Telephony.Smpp.Texts;
using Telephony.Smpp.Wire;
using Xunit;

namespace Telephony.Unit.Smpp;

public sealed class SubmissionTests
{
    private static readonly SmppOptions Options = new() { Carrier = "carrier", Host = "127.0.0.1" };

    [Theory]
    [InlineData("Hello [you]", DefaultAlphabet.Gsm7, 0, "48656c6c6f201b3c796f751b3e")]
    [InlineData("Café", DefaultAlphabet.Gsm7, 0, "43616605")]
    [InlineData("Ça va", DefaultAlphabet.Latin1, 0, "c761207661")]
    [InlineData("Café", DefaultAlphabet.Ascii, 3, "436166e9")]
    [InlineData("日", DefaultAlphabet.Gsm7, 8, "65e5")]
    [InlineData("😀", DefaultAlphabet.Latin1, 8, "d83dde00")]
    public void A_text_is_written_the_narrowest_way_the_centre_knows(string text, DefaultAlphabet alphabet, byte coding, string octets)
    {
        var part = Assert.Single(Submission.Of(Message(text), Options with { Alphabet = alphabet }));
        Assert.Equal((coding, octets), (part.DataCoding, Convert.ToHexStringLower(part.Content.Span)));
    }

    [Fact]
    public void A_long_text_is_cut_with_a_header_in_each_part()
    {
        var parts = Submission.Of(Message(new string('a', 320)), Options);

        Assert.Equal(3, parts.Count);
        Assert.All(parts, static part => Assert.Equal(EsmClass.UserDataHeader, part.EsmClass));
        Assert.Equal([6 + 153, 6 + 153, 6 + 14], parts.Select(static part => part.Content.Length));
        Assert.All(parts.Select(static (part, index) => (part, index)), pair =>
        {
            Assert.True(UserDataHeader.TryRead(pair.part.Content.Span, out var place, out var size));
            Assert.Equal((6, 3, pair.index + 1), (size, place!.Value.Total, place.Value.Part));
            Assert.Equal(parts[0].Content.Span[3], (byte)place.Value.Reference);
        });
    }

    [Fact]
    public void Or_by_parameters_or_whole_as_payload()
    {
        var sar = Submission.Of(Message(new string('a', 320)), Options with { LongTexts = LongTexts.Sar });
        Assert.Equal([1, 2, 3], sar.Select(static part => part.Sar!.Value.Part));
        Assert.Equal(153, sar[0].Content.Length);

        var payload = Assert.Single(Submission.Of(Message(new string('a', 320)), Options with { LongTexts = LongTexts.Payload }));
        Assert.True(payload.AsPayload);
        Assert.Equal(320, payload.Content.Length);
    }

    [Fact]
    public void Every_text_comes_back_whatever_the_centre_knows() =>
        (from characters in Gen.Char["ab @€[çñé日\uD83D\uDE00"].Array[1, 600]
         from alphabet in Gen.Enum<DefaultAlphabet>()
         select (Text: new string(characters), alphabet)).Sample(static pair =>
        {
            var text = pair.Text;
            for (var i = 0; i < text.Length; i++)
            {
                // A half of a pair is no text.
                if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) || i > 0 && char.IsSurrogatePair(text[i - 1], text[i]))) return true;
            }
            var parts = Submission.Of(Message(text), Options with { Alphabet = pair.alphabet });
            var joined = string.Concat(parts.Select(part =>
            {
                var content = part.Content;
                if ((part.EsmClass & EsmClass.UserDataHeader) != 0 && UserDataHeader.TryRead(content.Span, out _, out var size)) content = content[size..];
                return DataCoding.Decode(content.Span, part.DataCoding, pair.alphabet);
            }));
            return joined == text && parts.All(static part => part.AsPayload || part.Content.Length <= 160);
        });

    [Fact]
    public void A_validity_is_a_relative_time() => Assert.Equal("000001023000000R", Submission.Relative(TimeSpan.FromHours(26.5)));

    [Theory]
    [InlineData(1, "14255550123", "+14255550123")]
    [InlineData(0, "14255550123", "+14255550123")]
    [InlineData(1, "+14255550123", "+14255550123")]
    [InlineData(0, "0014255550123", "+14255550123")]
    [InlineData(3, "12345", "12345")]
    [InlineData(5, "Contoso", "Contoso")]
    [InlineData(1, "4475551", "+4475551")]
    public void Addresses_are_read_as_centres_send_them(byte ton, string text, string expected)
    {
        Assert.True(new SmppAddress(ton, 1, text).TryRead(out var address, out var why), why);
        Assert.Equal(expected, address.Text);
    }

    private static OutboundMessage Message(string text) => new()
    {
        Id = MessageId.New(TimeProvider.System), From = MessageAddress.Of(PhoneNumber.Parse("+12025550100")), To = PhoneNumber.Parse("+14255550123"), Text = text,
    };
}
